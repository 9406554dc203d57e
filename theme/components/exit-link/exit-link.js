/** Leaves this page at once: a click, or Shift three times with at most five seconds between presses. */
const PRESSES = 3, PATIENCE = 5000;

/** Wires the exit link. The page is blank before the browser moves on, and shown again when somebody comes back. */
export function start(link) {
  const status = document.querySelector("[data-exit-status]");
  let presses = 0, alone = false, timer = 0;

  const say = (words) => { if (status) status.textContent = words; };
  const blank = (on) => {
    document.documentElement.classList.toggle("exit-link--gone", on);
    document.body.toggleAttribute("inert", on);
    document.body.ariaHidden = on ? "true" : null;
  };
  const forget = () => { presses = 0; clearTimeout(timer); };
  const leave = () => {
    forget();
    say(link.dataset.gone);
    document.title = " ";
    for (const form of document.forms) form.reset();
    blank(true);
    location.replace(link.href);
  };

  link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
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
