/** While somebody types: looks on the device for words that mean they need help now, and for their area's keyword, and shows help
 * right under the box, so that the box stays where it is. Crisis help stands first and stays; a keyword's answer goes with the word.
 * It is the help of the place and the age in the form, or of a place in the words. Nothing is sent for it but requests for our own files.
 *
 * When somebody searches: asks first whether the server answers at all, and then lets the browser send the form as if there were
 * no script. So the answer is an ordinary page: the back button, reload, the address and what a screen reader says are the
 * browser's own. (Fetching the answer and writing it into the page would break all four.) The question holds no word and is asked
 * while the crisis look-up runs. Only when it fails is the search done on the device, and shown on this page. */
const PAUSE = 350;
const LONGEST_WAIT = 800; // milliseconds that sending may wait for the look-up; the answer page looks again anyway
const SLOW = 1500; // milliseconds after which a server counts as slow, not as gone: the browser waits better than we do
const HEALTH = "/api/v1/health";
const GONE = [502, 503, 504];
const OLDEST = 120;
const PANELS = "/assets/data/panels.";

const pause = (milliseconds, value) => new Promise((done) => { setTimeout(done, milliseconds, value); });

/** Fetches the look-up and what help is made of in a language once, when the box gets focus. */
async function load(lang) {
  const [{ canLook, check }, { createPanels }, answer] = await Promise.all([
    import("/assets/js/crisis.js"),
    import("/assets/js/panel.js"),
    fetch(`${PANELS}${lang}.json`),
  ]);
  if (!(await canLook())) throw new Error("crisis look-up");
  const panels = createPanels(await answer.json());
  return async (form) => {
    const words = form.elements.q.value, here = panels.here(words, form.elements.place?.value);
    const found = await check(words, lang, { nation: here.nation, placeChain: here.chain, age: ageIn(form) });
    return {
      html: panels.crisis(found, here),
      keyword: panels.keyword(words, here),
      withhold: Boolean(found?.withhold),
      said: panels.said,
    };
  };
}

/** The age in the form; one that the server would refuse is none. */
function ageIn(form) {
  const typed = (form.elements.age?.value ?? "").trim();
  return /^\d{1,3}$/.test(typed) && Number(typed) <= OLDEST ? Number(typed) : null;
}

/** A place for a part of the help, and for the one sentence that says that it is there: whoever can't see it need not hear it all. */
function makePlaces(here) {
  here.removeAttribute("aria-live");
  const keyword = here.cloneNode(false), said = document.createElement("p");
  keyword.removeAttribute("data-crisis-here");
  said.className = "vh";
  said.setAttribute("role", "status");
  here.after(keyword, said);
  return { keyword, said };
}

/** Whether the server answers. One that is well but can't count poll answers says 503 too, and still searches. */
async function isThere() {
  if (navigator.onLine === false) return false;
  const asked = fetch(HEALTH, { cache: "no-store" })
    .then(async (answer) => !GONE.includes(answer.status) || (await answer.json()).live === true)
    .catch(() => false);
  return Promise.race([asked, pause(SLOW, true)]);
}

/** Has the worker keep what a search on the device needs, from the first search on. */
const keep = (lang) => navigator.serviceWorker?.controller?.postMessage({ keep: "search", lang });

/** Wires one search form. Without the look-up (or with an old browser) the form just posts. */
export function start(form) {
  const box = form.elements.q, here = form.querySelector("[data-crisis-here]"), { lang } = form.dataset;
  const places = makePlaces(here);
  let lookup = null, timer = 0, shown = "", answered = "", latest = 0, busy = false, ready = false;

  const prepare = () => (lookup ??= load(lang).catch(() => { lookup = null; return null; }));
  const look = async () => {
    const number = (latest += 1), noticed = (await (await prepare())?.(form)) ?? null;
    if (!noticed || number !== latest) return noticed;
    const said = [];
    if (noticed.html && noticed.html !== shown) {
      here.innerHTML = shown = noticed.html;
      said.push(noticed.said.crisis);
    }
    if (noticed.keyword !== answered) {
      places.keyword.innerHTML = answered = noticed.keyword;
      if (answered) said.push(noticed.said.keyword);
    }
    if (said.length) places.said.textContent = said[0];
    return noticed;
  };
  const lookSoon = () => { clearTimeout(timer); timer = setTimeout(look, PAUSE); };
  const clear = () => { here.textContent = places.keyword.textContent = places.said.textContent = shown = answered = ""; };

  const post = (button) => {
    ready = true;
    keep(lang);
    if (form.requestSubmit) form.requestSubmit(button);
    else form.submit();
  };

  async function send(button) {
    const looking = look().catch(() => null);
    const [there] = await Promise.all([isThere(), Promise.race([looking, pause(LONGEST_WAIT)])]);
    if (there) return post(button);
    try {
      const noticed = await looking;
      // Words of an earlier search are sealed in the answer's form: only the server can read them.
      if (!noticed || (!box.value && form.elements.again)) throw new Error("only the server can answer");
      const { answer } = await import("/assets/components/search-box/on-device.js");
      await answer(form, noticed);
      keep(lang);
    } catch {
      post(button); // the worker answers with the offline page, the people who can help on it
    }
    return undefined;
  }

  box.addEventListener("focus", prepare, { once: true });
  box.addEventListener("input", lookSoon);
  // Another place or age is another panel.
  form.addEventListener("change", ({ target }) => { if (box.value && (target.name === "place" || target.name === "age")) lookSoon(); });
  form.addEventListener("submit", async (event) => {
    if (ready) { ready = false; return; }
    event.preventDefault();
    clearTimeout(timer);
    if (busy) return;
    busy = true;
    form.setAttribute("aria-busy", "true");
    await send(event.submitter).catch(() => post(event.submitter));
    form.removeAttribute("aria-busy");
    busy = false;
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { form.reset(); clear(); } });

  form.dataset.wired = ""; // from here on a search can be done without the server

  // The offline page offers the box only where a search was kept.
  const offered = form.closest("[data-if-kept]");
  if (offered) globalThis.caches?.match(`/assets/data/search.${lang}.json`).then((kept) => { offered.hidden = !kept; });
}
