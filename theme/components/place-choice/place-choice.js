/** Finds a place in what somebody types, on the device: nothing of it is sent or kept, but the name of the place when they ask for that. */
import { fold, outcode } from "/assets/js/text.js";
import { findPlaces, keepFiles, letGo, listFiles, make, nearFile, nearFiles, read, write } from "/assets/js/kept.js";

/** Wires one box. */
export function start(part) {
  const says = part.dataset, { lang } = document.documentElement;
  const form = part.querySelector("form"), box = form.querySelector("input"), said = part.querySelector("[role=status]");
  let loading = null;
  const load = () => (loading ??= fetch(`/assets/data/places.${lang}.json`).then((answer) => answer.json()));
  const button = (words, press, look = "chip") => {
    const made = make("button", look, words);
    made.type = "button";
    made.addEventListener("click", press);
    return made;
  };
  const show = (...parts) => { said.replaceChildren(...parts); };

  function kept(id, name, url) {
    const link = make("a", "more-link", `${says.sayPage} ${name}`), forget = button(says.sayForget, async () => {
      write({ ...read(), place: null });
      show(make("p", "", says.sayForgotten));
      said.focus();
      await letGo([nearFile(id, lang)]);
    });
    link.href = url;
    show(make("p", "", `${says.sayIs} `, make("strong", "", name), `. ${says.sayKept}`), ...(url ? [make("p", "", link)] : []), forget);
  }
  function choose(id, { name, url }) {
    const keep = button(says.sayButton, async () => {
      if (!write({ ...read(), place: id })) return show(make("p", "", says.sayFailed));
      kept(id, name, url);
      said.focus();
      return keepFiles([...nearFiles(id, lang), ...listFiles(says.list, lang)]).catch(() => {});
    }, "button");
    show(make("p", "", `${says.sayIs} `, make("strong", "", name)), make("p", "quiet", says.sayNote), keep);
    keep.focus();
  }

  box.addEventListener("focus", () => load().catch(() => { loading = null; }), { once: true });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const places = await load().catch(() => { loading = null; return {}; });
    const found = findPlaces(places, fold(box.value), outcode(fold(box.value)));
    if (found.length === 1) return choose(found[0], places[found[0]]);
    if (!found.length) return show(make("p", "", says.sayUnknown));
    const list = make("ul", "chips", ...found.map((id) => make("li", "", button(places[id].name, () => choose(id, places[id])))));
    return show(make("p", "", says.sayWhich), list);
  });
  const restore = async () => {
    const { place } = read();
    if (!place) return show();
    const places = await load().catch(() => ({}));
    return places[place] && kept(place, places[place].name, places[place].url);
  };
  document.addEventListener("waymark-forgotten", () => show());
  restore();
}
