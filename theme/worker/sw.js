// The offline worker. What a device keeps, and why: docs/adr/0015-what-the-device-keeps.md.
// It asks the network first, so that nobody keeps an old number while a new one can be had. By itself it keeps the same few files for
// everybody. What a reader opened is only read back from the browser's own cache; what a reader chose to keep is in SAVED.
// Each copy carries the day on which it was made and says so; one that is too old gives way to national numbers.
// waymark/finish/device.py writes LIST above this: {css, js, langs: {en: {root, help, offline, guides, locale, saved, gone}}}.

const CACHE = "waymark-3";
const SAVED = "waymark-saved"; // theme/js/kept.js fills it, when somebody presses a button
const SEARCH = "waymark-search-"; // and the language, and the stamp of the files: a new build's replace the old
const DAY = 864e5; // milliseconds
const OLDEST = 90 * DAY; // as long as a check of a number holds
const SEEN = 7 * DAY; // pages that nobody asked to keep
const SMALL = 5e3; // bytes of a page beside which there is room for more
const DRAWINGS = "/assets/drawings.svg"; // every other page asks for it
const KEPT = "Waymark-Kept"; // the header in each copy with the moment when it was made
const LOOSE = { ignoreSearch: true, ignoreVary: true };
const MAIN = /<main id="main"[^>]*>/, WHOLE = /<main id="main"[^]*<\/main>/;
const { css, js, langs } = LIST, LANGS = Object.keys(langs);

const pathOf = (url) => new URL(url, location).pathname;
const langOf = (path) => LANGS.find((lang) => path.startsWith(langs[lang].root));
const slim = (path) => `/assets/kept${path.slice(0, -1)}.html`; // a guide without its furniture
const age = (copy, header = KEPT) => Date.now() - Date.parse(copy?.headers.get(header)); // milliseconds, or NaN: nobody knows
const mayKeep = ({ ok, headers }) => ok && !/no-store/.test(headers.get("Cache-Control"));
const quiet = () => {};

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(tidy((name) => ![CACHE, SAVED].includes(name) && !name.startsWith(SEARCH)).then(() => clients.claim())));
addEventListener("message", (event) => {
  const { keep, lang } = event.data;
  event.waitUntil((keep === "search" ? keepSearch(lang) : keepMore(lang, true)).catch(quiet));
});
addEventListener("fetch", (event) => {
  const { request } = event, { method, url } = request, path = pathOf(url), page = request.mode === "navigate";
  if (!url.startsWith(location.origin) || path.startsWith("/api/")) return;
  if (method === "GET") event.respondWith(page ? openPage(event, path) : openFile(request));
  // A form that can't be sent ends on the offline page, where people can be reached, not on the browser's error.
  else if (page) event.respondWith(fetch(request).catch(() => offlinePage(path)));
});

/** Keeps Get help now in the languages of the pages that are open, and the offline page. What the browser has just loaded doesn't travel again;
 * whoever came for Get help now itself pays for nothing else. */
async function install() {
  const open = (await clients.matchAll({ includeUncontrolled: true })).map(({ url }) => pathOf(url));
  const here = new Set(open.map(langOf));
  await Promise.all([...(here.size ? here : LANGS.slice(-1))].map((lang) => {
    const { help, offline } = langs[lang];
    return keepAll([help, css, js, ...(open.includes(help) ? [] : [offline, DRAWINGS])], "default");
  }));
  await skipWaiting();
}

async function tidy(old) {
  await Promise.all((await caches.keys()).filter(old).map((name) => caches.delete(name)));
}

/** All of it or nothing: a page without its styles is no help. */
async function keepAll(paths, cache) {
  const answers = await Promise.all(paths.map((path) => fetch(path, { cache })));
  if (!answers.every(({ ok }) => ok)) throw new Error("A file to keep is missing.");
  const store = await caches.open(CACHE);
  await Promise.all(paths.map((path, index) => keep(store, path, answers[index])));
}

/** Puts a copy away with the moment at which it was made. */
async function keep(store, request, answer) {
  const headers = bare(answer);
  headers.set(KEPT, new Date().toISOString());
  await store.put(request, new Response(await answer.blob(), { headers }));
}

/** The headers of an answer whose body is unpacked. */
function bare(answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return headers;
}

/** Copies grow old while somebody reads other pages: once a day all of them are made anew, and what is wanted no more goes. */
async function renew(lang, small) {
  if (age(await caches.match(langs[lang].help)) <= DAY) return keepMore(lang, small);
  await keepAll([langs[lang].help, css, js], "no-cache");
  await keepMore(lang);
  const wanted = [css, js, DRAWINGS, ...Object.values(langs).flatMap(({ help, offline, guides }) => [help, offline, ...guides.map(slim)])];
  for (const name of [CACHE, SAVED]) {
    if (await caches.has(name)) await freshen(await caches.open(name), (url) => name === SAVED || wanted.some((path) => url.endsWith(path)));
  }
}

async function freshen(store, wanted) {
  for (const { url } of await store.keys()) {
    if (age(await store.match(url)) <= DAY) continue;
    const answer = wanted(url) ? await fetch(url, { cache: "no-cache" }) : null;
    if (answer && mayKeep(answer)) await keep(store, url, answer);
    else if (!(answer?.status >= 500)) await store.delete(url);
  }
}

/** The offline page, and the guides that Get help now leads to: one with each small page that is opened, so that nobody pays for much at once. */
async function keepMore(lang, small) {
  if (small === false) return undefined;
  const { offline, guides } = langs[lang];
  for (const path of [offline, ...(small && !navigator.connection?.saveData ? guides.map(slim) : [])]) {
    if (!(await caches.match(path))) return keepAll([path], "default");
  }
}

async function keepSearch(lang) {
  await keepMore(lang);
  const { stamp, files } = (await (await fetch("/offline.json", { cache: "no-store" })).json()).search[lang];
  const mine = `${SEARCH}${lang}-`, name = mine + stamp;
  if (await caches.has(name)) return;
  try {
    await (await caches.open(name)).addAll(files.map((file) => new Request(file, { cache: "reload" })));
  } catch (error) {
    await caches.delete(name); // all of it or nothing
    throw error;
  }
  await tidy((other) => other.startsWith(mine) && other !== name);
}

async function openPage(event, path) {
  const { url } = event.request, lang = langOf(path), answer = await fetch(event.request).catch(quiet);
  if (!answer) return (await copyOf(url, path)) ?? offlinePage(path);
  const { copy, store } = await keptCopy(path);
  if (copy && answer.status >= 500) return honest(copy, age(copy), lang); // a server that fails is no better than none
  if (copy && mayKeep(answer)) event.waitUntil(keep(store, path, answer.clone()).catch(quiet));
  event.waitUntil(renew(lang, answer.headers.get("Content-Length") < SMALL).catch(quiet));
  return answer;
}

async function openFile(request) {
  try { return await fetch(request); } catch (error) {
    // A new build's page asks for new styles: the old ones are better than none.
    const copy = (await caches.match(request, LOOSE)) ?? (await seen(request.url));
    if (copy) return copy;
    throw error;
  }
}

/** What is kept on purpose of a page: Get help now, the offline page, or what somebody saved. */
async function keptCopy(path) {
  for (const name of [CACHE, SAVED]) {
    const store = (await caches.has(name)) && (await caches.open(name)), copy = store && (await store.match(path, LOOSE));
    if (copy) return { copy, store };
  }
  return {};
}

/** What the browser's own cache still has of an address. We put nothing there; pages that leave no trace are never in it. */
async function seen(url) {
  const copy = await fetch(url, { cache: "only-if-cached", mode: "same-origin" }).catch(quiet);
  return copy?.ok ? copy : undefined;
}

/** The youngest copy of a page that can be trusted; a page that was only opened says its day too. */
async function copyOf(url, path) {
  const { copy } = await keptCopy(path), opened = await seen(url), old = age(copy), since = age(opened, "Date"), lang = langOf(path);
  if (since <= SEEN && !(old <= since)) return honest(opened, since, lang);
  const found = copy ?? (await caches.match(slim(path)));
  return found && honest(found, age(found), lang);
}

/** What stands in for a page that isn't here: the offline page, or until that is kept the numbers that every page ends with. */
async function offlinePage(path, old) {
  for (const lang of [langOf(path), ...LANGS]) {
    const { offline, help, gone } = langs[lang], copy = await caches.match(offline), numbers = copy ?? (await caches.match(help));
    if (copy) return old ? page(copy, MAIN, (main) => main.replace("<main", '<main class="old-copy"')) : honest(copy, age(copy), lang);
    if (numbers) return page(numbers, WHOLE, `<main id="main" class="old-copy">${gone}</main>`);
  }
  return Response.error();
}

/** A copy with its day above its words; or, when it is too old to be trusted, the offline page, which says so. */
function honest(copy, old, lang) {
  const { root, locale, saved } = langs[lang];
  if (!(old <= OLDEST)) return offlinePage(root, true);
  const day = new Date(Date.now() - old).toLocaleDateString(locale, { dateStyle: "long" });
  return page(copy, MAIN, (main) => main + saved.replace("{date}", day));
}

async function page(copy, part, change) {
  return new Response((await copy.text()).replace(part, change), { headers: bare(copy) });
}
