/** While somebody types: looks on the device for words that mean they need help now, and shows it right under
 * the box, so that the box stays where it is. Nothing is sent for it but requests for our own files. */
const PAUSE = 350;
const LONGEST_WAIT = 800; // milliseconds that sending may wait for the look-up; the answer page looks again anyway
const PANELS = "/assets/data/panels.";

/** Fetches the look-up and the ready-made panels of a language once, when the box gets focus. */
async function load(lang) {
  const [{ check }, panels] = await Promise.all([
    import("/assets/js/crisis.js"),
    fetch(`${PANELS}${lang}.json`).then((answer) => answer.json()),
  ]);
  return async (text) => {
    const found = await check(text, lang);
    const number = found && panels.keys[`${found.category}|${found.severity}|${found.for_whom ?? "self"}`];
    return number === undefined || number === null ? "" : panels.html[number];
  };
}

/** Wires one search form. Without the look-up (or with an old browser) the form just posts. */
export function start(form) {
  const box = form.elements.q, here = form.querySelector("[data-crisis-here]");
  let lookup = null, timer = 0, shown = "";

  const ready = () => (lookup ??= load(form.dataset.lang).catch(() => { lookup = null; return null; }));
  const look = async () => {
    const html = await (await ready())?.(box.value);
    if (html && html !== shown) here.innerHTML = shown = html;
  };

  box.addEventListener("focus", ready, { once: true });
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, PAUSE); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    const waited = new Promise((done) => { setTimeout(done, LONGEST_WAIT); });
    Promise.race([look().catch(() => {}), waited]).then(() => form.submit());
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { form.reset(); here.textContent = shown = ""; } });
}
