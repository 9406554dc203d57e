/** Leaves this page at once: a click, or Shift three times with at most five seconds between presses. */
const PRESSES = 3, PATIENCE = 5000;

/** Wires the exit link. The page is blank before the browser moves on, and shown again when somebody comes back. */
export function start(link) {
  const status = document.querySelector("[data-exit-status]"), title = document.title;
  let presses = 0, alone = false, timer = 0;

  const say = (words) => { if (status) status.textContent = words; };
  const blank = (on) => {
    document.documentElement.classList.toggle("exit-link--gone", on);
    document.body.toggleAttribute("inert", on);
    document.body.ariaHidden = on ? "true" : null;
    document.title = on ? " " : title;
  };
  const forget = () => { presses = 0; clearTimeout(timer); };
  const leave = () => {
    forget();
    say(link.dataset.gone);
    for (const form of document.forms) form.reset();
    blank(true);
    location.replace(link.href);
  };

  const second = secondLink(link);
  for (const way of [link, second]) way.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  // A jump within the page takes no step in the history: Back would bring the page again.
  document.addEventListener("click", (event) => {
    const jump = event.target.closest?.("a[href^='#']");
    if (!jump || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.replace(jump.hash);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") alone = false;
    else if (!event.repeat) alone = !(event.ctrlKey || event.altKey || event.metaKey);
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return;
    if (!alone) return forget();
    presses += 1;
    clearTimeout(timer);
    if (presses >= PRESSES) return leave();
    say(presses === 1 ? link.dataset.two : link.dataset.one);
    timer = setTimeout(() => { forget(); say(link.dataset.expired); }, PATIENCE);
  });
  addEventListener("pageshow", () => { blank(false); forget(); say(""); });
}

/** The same link once more, right after the skip link, first in the header so that it stands in a landmark: unseen until the keyboard reaches it. Without scripts it isn't there, so that help stays second. */
function secondLink(link) {
  const second = document.createElement("a");
  second.className = "skip-link exit-link__second";
  second.href = link.href;
  second.rel = link.rel;
  second.textContent = link.textContent.trim();
  document.querySelector(".top")?.prepend(second);
  return second;
}
