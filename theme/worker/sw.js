// The offline worker. After one visit, Get help now can be read without a connection.
// It asks the network first, so that nobody keeps an old number while a new one can be had. It keeps the few files of
// offline.json only: which other pages somebody read is their own business, also on a phone that others pick up.

const CACHE = "waymark-1";

self.addEventListener("install", (event) => {
  event.waitUntil(keepHelp().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/api/")) return;
  event.respondWith(freshOrKept(request));
});

async function keepHelp() {
  const list = await (await fetch("/offline.json", { cache: "no-store" })).json();
  const cache = await caches.open(CACHE);
  await cache.put("/offline.json", new Response(JSON.stringify(list)));
  await cache.addAll([...list.pages, ...list.assets]);
}

async function freshOrKept(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    // Only what is kept already is kept fresh.
    if (answer.ok && answer.type === "basic" && (await cache.match(request))) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
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
