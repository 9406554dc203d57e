// The offline worker. After one visit, Get help now and the pages that it leads to can be read without a connection.
// It asks the network first, so that nobody keeps an old number while a new one can be had. It keeps the few files of
// offline.json only, the same for everybody: which other pages somebody read is their own business, also on a phone that others pick up.
// Each copy carries the day on which it was made. Read offline it says so; when it is too old, a page of national numbers stands in.
// After somebody's first search it also keeps what a search on the device needs: our files, the same for all, never a word typed.

const CACHE = "waymark-2";
const SEARCH = "waymark-search-"; // and the language, and the stamp of the files: a new build's replace the old
const DAY = 24 * 60 * 60 * 1000;
const RENEWED = DAY; // how old copies may get while there is a connection
const OLDEST = 90 * DAY; // as long as a check of a number holds
const KEPT = "Waymark-Kept"; // the header in each copy with the moment when it was made
const LOOSE = { ignoreSearch: true, ignoreVary: true };
const MAIN = /<main id="main"[^>]*>/;

self.addEventListener("install", (event) => {
  event.waitUntil(keepHelp().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE && !name.startsWith(SEARCH)).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || url.pathname.startsWith("/api/")) return;
  if (request.method === "GET") event.respondWith(freshOrKept(event));
  // A form that can't be sent ends on the offline page, where people can be reached, not on the browser's error.
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(async () => offlinePage(await caches.open(CACHE), url)));
});

self.addEventListener("message", (event) => {
  if (event.data?.keep === "search") event.waitUntil(keepSearch(event.data.lang).catch(() => {}));
});

/** Keeps everything on the list, all of it or nothing, and lets go of what is on it no more. */
async function keepHelp() {
  const listed = await fetch("/offline.json", { cache: "no-store" });
  const list = await listed.clone().json();
  const paths = [...list.pages, ...list.assets];
  const answers = await Promise.all(paths.map((path) => fetch(path, { cache: "no-cache" })));
  if (!answers.every((answer) => answer.ok)) throw new Error("A page to keep is missing.");
  const cache = await caches.open(CACHE);
  await Promise.all(paths.map((path, index) => keep(cache, path, answers[index])));
  await keep(cache, "/offline.json", listed);
  const wanted = new Set(["/offline.json", ...paths].map((path) => new URL(path, self.location).href));
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

/** Puts a copy away with the moment at which it was made. */
async function keep(cache, request, answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // the copy is unpacked
  headers.set(KEPT, new Date().toISOString());
  await cache.put(request, new Response(await answer.blob(), { headers }));
}

/** Milliseconds since a copy was made; endless where nobody knows. */
function age(copy) {
  const made = Date.parse(copy?.headers.get(KEPT) ?? "");
  return Number.isNaN(made) ? Infinity : Date.now() - made;
}

/** Copies grow old while somebody reads other pages: once a day all of them are made anew. */
async function renew(cache) {
  if (age(await cache.match("/offline.json", LOOSE)) > RENEWED) await keepHelp();
}

async function keepSearch(lang) {
  const list = await (await fetch("/offline.json", { cache: "no-store" })).json();
  const { stamp, files } = list.search[lang];
  const name = `${SEARCH}${lang}-${stamp}`;
  const names = await caches.keys();
  if (names.includes(name)) return;
  try {
    await (await caches.open(name)).addAll(files.map((file) => new Request(file, { cache: "reload" })));
  } catch (error) {
    await caches.delete(name); // all of it or nothing
    throw error;
  }
  await Promise.all(names.filter((old) => old.startsWith(`${SEARCH}${lang}-`)).map((old) => caches.delete(old)));
}

async function freshOrKept(event) {
  const { request } = event;
  const cache = await caches.open(CACHE);
  const page = request.mode === "navigate";
  try {
    const answer = await fetch(request);
    const copy = await cache.match(request, LOOSE);
    // A server that fails is no better than none.
    if (page && copy && answer.status >= 500) return honest(cache, copy, new URL(request.url));
    // Only what is kept already is kept fresh.
    if (answer.ok && answer.type === "basic" && (await cache.match(request))) event.waitUntil(keep(cache, request, answer.clone()).catch(() => {}));
    if (page) event.waitUntil(renew(cache).catch(() => {}));
    return answer;
  } catch (error) {
    // A new build's page asks for new styles: the old ones are better than none.
    const copy = (await cache.match(request, LOOSE)) ?? (await caches.match(request));
    if (copy) return page ? honest(cache, copy, new URL(request.url)) : copy;
    if (!page) throw error;
    return offlinePage(cache, new URL(request.url));
  }
}

async function offlinePage(cache, url) {
  const { list, lang } = await listFor(cache, url);
  return honest(cache, await cache.match(list.offline[lang], LOOSE), url);
}

/** A copy with its day above its words, or the page of national numbers when it is too old to be trusted. */
async function honest(cache, copy, url) {
  const { list, lang } = await listFor(cache, url);
  if (!(age(copy) <= OLDEST)) return (await cache.match(list.old[lang], LOOSE)) ?? copy;
  const day = new Date(copy.headers.get(KEPT));
  const { words, date, months } = list.saved[lang];
  const said = date.replace("{day}", day.getDate()).replace("{month}", months[day.getMonth()]).replace("{year}", day.getFullYear());
  const text = (await copy.text()).replace(MAIN, (main) => main + words.replace("{date}", said));
  return new Response(text, { headers: copy.headers });
}

async function listFor(cache, url) {
  const list = await (await cache.match("/offline.json", LOOSE)).json();
  const languages = Object.keys(list.offline);
  return { list, lang: languages.find((code) => url.pathname.startsWith(`/${code}/`)) ?? languages[0] };
}
