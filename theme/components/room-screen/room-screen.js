/** Keeps a room's screen fresh: every ten seconds the same page is fetched and its board swapped in. Without scripts there is a link. */
const EVERY = 10_000;

/** Wires one board. Where the server can't be reached, the board stays as it is and the next round tries again. */
export function start(board) {
  async function refresh() {
    if (document.hidden) return;
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-room]");
    if (fresh && fresh.innerHTML !== board.innerHTML) board.replaceChildren(...document.adoptNode(fresh).childNodes);
  }
  setInterval(() => refresh().catch(() => {}), EVERY);
  document.querySelector("[data-room-reload]")?.setAttribute("hidden", "");
}
