// The offline worker. After one visit, Get help now can be read without a connection.
// It asks the network first, so that nobody keeps an old number while a new one can be had. It keeps the few files of
// offline.json only: which other pages somebody read is their own business, also on a phone that others pick up.
// After somebody's first search it also keeps what a search on the device needs: our files, the same for all, never a word typed.

const CACHE = "waymark-1";
const SEARCH = "waymark-search-"; // and the language, and the stamp of the files: a new build's replace the old

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
  if (request.method === "GET") event.respondWith(freshOrKept(request));
  // A form that can't be sent ends on the offline page, where people can be reached, not on the browser's error.
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(async () => offlinePage(await caches.open(CACHE), url)));
});

self.addEventListener("message", (event) => {
  if (event.data?.keep === "search") event.waitUntil(keepSearch(event.data.lang).catch(() => {}));
});

async function keepHelp() {
  const list = await (await fetch("/offline.json", { cache: "no-store" })).json();
  const cache = await caches.open(CACHE);
  await cache.put("/offline.json", new Response(JSON.stringify(list)));
  await cache.addAll([...list.pages, ...list.assets]);
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

async function freshOrKept(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    // Only what is kept already is kept fresh.
    if (answer.ok && answer.type === "basic" && (await cache.match(request))) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = (await cache.match(request, { ignoreSearch: request.mode === "navigate" })) ?? (await caches.match(request));
    if (kept) return kept;
    if (request.mode !== "navigate") throw error;
    return offlinePage(cache, new URL(request.url));
  }
}

async function offlinePage(cache, url) {
  const list = await (await cache.match("/offline.json")).json();
  const languages = Object.keys(list.offline);
  const lang = languages.find((code) => url.pathname.startsWith(`/${code}/`)) ?? languages[0];
  return cache.match(list.offline[lang]);
}
