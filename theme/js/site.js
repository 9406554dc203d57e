/** Everything here is extra: pages work without it. Small modules are fetched only where the page has something for them. */
const PARTS = [
  ["[data-exit]", "exit-link"],
  ["[data-search-box]", "search-box"],
  [".poll-form[data-poll]", "poll-form"],
  ["[data-room]", "room-screen"],
  ["[data-did-it-help]", "did-it-help"],
];

for (const [selector, name] of PARTS) {
  const found = document.querySelectorAll(selector);
  if (found.length) import(`../components/${name}/${name}.js`).then((part) => found.forEach(part.start), () => {});
}

const menu = document.querySelector(".top__menu");
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Get help now has to read without a connection. The worker keeps that page and nothing about the reader.
if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
