// What somebody asked this device to keep: one key of localStorage, and copies of the pages in a cache of their own. Nothing is written
// but by a button that says so, and one button takes all of it away. docs/adr/0015-what-the-device-keeps.md

const KEY = "waymark", STORE = "waymark-saved", DAYS = "Waymark-Kept";
const DAY = 864e5, OLDEST = 90 * DAY; // milliseconds, as in theme/worker/sw.js
const STAYS = /^waymark-\d+$/; // Get help now, the same for everybody
const SHOWN = 4;

// Plain values --------------------------------------------------------------------------------------------------------

/** Whatever is stored, a state comes out. */
export function parse(text) {
  let found = null;
  try { found = JSON.parse(text); } catch { /* not ours, or broken */ }
  const { place, settings, saved } = found ?? {};
  return {
    v: 1,
    place: typeof place === "string" ? place : null,
    settings: settings && typeof settings === "object" && !Array.isArray(settings) ? settings : {},
    saved: Array.isArray(saved) ? saved.filter((item) => /^\/(?!\/)/.test(item?.url) && typeof item.title === "string") : [],
  };
}

export const isEmpty = ({ place, settings, saved }) => !place && !Object.keys(settings).length && !saved.length;
export const isSaved = ({ saved }, url) => saved.some((item) => item.url === url);
export const without = (state, url) => ({ ...state, saved: state.saved.filter((item) => item.url !== url) });
export const withItem = (state, item) => (isSaved(state, item.url) ? state : { ...state, saved: [...state.saved, item] });

/** The list with one entry a step further up (-1) or down (1); at the ends it stays. */
export function moved(state, url, step) {
  const saved = [...state.saved], at = saved.findIndex((item) => item.url === url), to = at + step;
  if (at < 0 || to < 0 || to >= saved.length) return state;
  [saved[at], saved[to]] = [saved[to], saved[at]];
  return { ...state, saved };
}

/** The places that folded words mean: the one they name or whose postcode they are, else those that begin so. */
export function findPlaces(places, words, code) {
  const ids = Object.keys(places), exact = ids.filter((id) => places[id].names.includes(words) || (code && places[id].codes.split(" ").includes(code)));
  if (exact.length || words.length < 2) return exact.slice(0, 1);
  return ids.filter((id) => places[id].names.some((name) => name.startsWith(words) || name.includes(` ${words}`))).slice(0, 6);
}

/** The closest services for some topics. */
export function pick({ services, topics }, wanted) {
  const found = new Set(wanted.flatMap((topic) => topics[topic] ?? []));
  return [...found].sort((a, b) => a - b).slice(0, SHOWN).map((number) => services[number]);
}

/** Milliseconds since a copy was made; endless where nobody knows. */
export function age(day, now = Date.now()) {
  const made = Date.parse(day ?? "");
  return Number.isNaN(made) ? Infinity : now - made;
}

// The device ----------------------------------------------------------------------------------------------------------

export function read() {
  try { return parse(localStorage.getItem(KEY)); } catch { return parse(null); }
}

/** Keeps a state; an empty one leaves nothing behind. False where the browser keeps nothing. */
export function write(state) {
  try {
    if (isEmpty(state)) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(state));
  } catch { return false; }
  document.dispatchEvent(new Event("waymark-kept"));
  return true;
}

const put = async (store, path, answer) => {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // the copy is unpacked
  headers.set(DAYS, new Date().toISOString());
  await store.put(path, new Response(await answer.blob(), { headers }));
};
const mayKeep = ({ ok, headers }) => ok && !headers.has(DAYS) && !/no-store/.test(headers.get("Cache-Control"));

/** The styles that a page asks for. */
const stylesOf = (page) => Array.from(page.matchAll(/href="(\/assets\/[\w-]+\.css\?v=\w+)"/g), ([, path]) => path);

/** Puts copies of files away, pages with their styles. What a server says may not be kept is not kept. */
export async function keepFiles(paths) {
  const store = await caches.open(STORE), styles = new Set();
  const keepOne = async (path) => {
    const answer = await fetch(path);
    if (!mayKeep(answer)) return;
    if (path.endsWith("/")) stylesOf(await answer.clone().text()).forEach((style) => styles.add(style));
    await put(store, path, answer);
  };
  await Promise.all(paths.map(keepOne));
  await Promise.all(Array.from(styles, keepOne));
  const { controller } = navigator.serviceWorker ?? {};
  controller?.postMessage({ keep: "more", lang: document.documentElement.lang }); // the offline page shows the list
}

/** Lets go of copies; of everything once nothing is kept any more. */
export async function letGo(paths) {
  if (!globalThis.caches || !(await caches.has(STORE))) return;
  const { place, saved } = read();
  if (!place && !saved.length) { await caches.delete(STORE); return; }
  const store = await caches.open(STORE);
  await Promise.all(paths.map((path) => store.delete(path)));
}

/** A file with the day of its copy: fresh when it can be had, a copy of today without asking, else an older one. Null where there is none. */
export async function open(path) {
  const store = globalThis.caches && (await caches.has(STORE)) ? await caches.open(STORE) : null, kept = await store?.match(path);
  const told = (answer) => ({ answer, day: answer.headers.has(DAYS) ? new Date(answer.headers.get(DAYS)) : null });
  if (kept && age(kept.headers.get(DAYS)) <= DAY) return told(kept);
  const answer = await fetch(path).catch(() => null);
  if (answer?.ok) {
    if (kept && mayKeep(answer)) await put(store, path, answer.clone());
    return told(answer);
  }
  if (answer && answer.status < 500) { await store?.delete(path); return null; }
  return kept ? told(kept) : null;
}

/** True for a copy whose numbers nobody should trust any more. */
export const tooOld = ({ answer, day }) => answer.headers.has(DAYS) && !(age(day) <= OLDEST);

/** Everything but what is the same on every device. */
export async function forgetAll() {
  try { localStorage.clear(); sessionStorage.clear(); } catch { /* a browser that keeps nothing */ }
  const names = globalThis.caches ? await caches.keys() : [];
  await Promise.all(names.filter((name) => !STAYS.test(name)).map((name) => caches.delete(name)));
  document.dispatchEvent(new Event("waymark-kept"));
  document.dispatchEvent(new Event("waymark-forgotten"));
}

// Words, files, elements ----------------------------------------------------------------------------------------------

const said = (lang) => `/assets/data/device.${lang}.json`;
export const nearFile = (place, lang) => `/assets/data/near/${place}.${lang}.json`;

/** What the list needs without a connection. */
export const listFiles = (list, lang) => [list, said(lang), "/assets/js/kept.js", "/assets/components/saved-list/saved-list.js", "/assets/components/keep-button/keep-button.js"];
export const nearFiles = (place, lang) => [nearFile(place, lang), "/assets/components/near/near.js", "/assets/components/place-choice/place-choice.js", "/assets/js/text.js", `/assets/data/places.${lang}.json`];

/** The words of these parts in a language; none where they can't be had. */
export const words = (lang) => fetch(said(lang)).then((answer) => answer.json()).catch(() => ({}));

export function make(tag, look, ...inside) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  element.append(...inside.filter(Boolean));
  return element;
}
