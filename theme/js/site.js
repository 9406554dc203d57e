/** Everything here is extra: pages work without it. Small modules are fetched only where the page has something for them.
 * It is no module itself: standing before the styles it sets how pages look, as somebody asked this device to, before anything is painted. */
{
  const PARTS = [
    ["[data-exit]", "exit-link"],
    ["[data-search-box]", "search-box"],
    [".poll-form[data-poll]", "poll-form"],
    ["[data-room]", "room-screen"],
    ["[data-did-it-help]", "did-it-help"],
    ["[data-settings]", "settings-panel"],
    ["[data-saved-list]", "saved-list"],
    ["[data-place-choice]", "place-choice"],
    ["[data-forget]", "forget-all"],
  ];
  const look = document.documentElement.dataset;
  let kept = {};
  look.js = "";
  try {
    kept = JSON.parse(localStorage.getItem("waymark")) ?? {};
    Object.assign(look, kept.settings);
  } catch { /* nothing is kept, or not by us */ }

  const wire = (name, found) => import(`../components/${name}/${name}.js`).then((part) => Promise.all(Array.from(found, part.start)));
  const start = () => {
    for (const [selector, name] of PARTS) {
      const found = document.querySelectorAll(selector);
      if (found.length) wire(name, found).catch(() => {});
    }
    // These two are fetched for somebody who keeps something; for others the button fetches its part when it is pressed.
    for (const part of document.querySelectorAll("[data-keep]")) {
      let going = null;
      const go = () => (going ??= wire("keep-button", [part]));
      if (kept.saved?.length) go().catch(() => {});
      part.addEventListener("click", ({ target }) => {
        if (!("wired" in part.dataset)) go().then(() => target.closest("button")?.click(), () => {});
      }, { once: true });
    }
    if (kept.place) wire("near", document.querySelectorAll("[data-near]")).catch(() => {});
    if (kept.saved?.length) wire("saved-list", document.querySelectorAll("[data-saved-links]")).catch(() => {});
    const menu = document.querySelector(".top__menu");
    menu?.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();

  // Get help now has to read without a connection. The worker keeps that page and nothing about the reader.
  if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
