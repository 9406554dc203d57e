/** Help near the place that is kept on this device, in the place of the form. Nothing is asked of the server: the file of the place is the same for everybody. */
import { make, nearFile, open, pick, read, tooOld, words } from "/assets/js/kept.js";

function card({ title, url, line, lang, call }) {
  const link = make("a", "", title), about = make("article", "near__card", make("h3", "", link), make("p", "", line));
  link.href = url;
  if (lang) link.lang = lang;
  if (call) {
    const dial = make("a", "dial dial--quiet", call[1], make("span", "vh", ` (${title})`));
    dial.href = call[0];
    about.append(dial);
  }
  return make("li", "", about);
}

function link(words, href) {
  const found = make("a", "more-link", words);
  found.href = href;
  return found;
}

/** Wires one section. Where the file can't be had, the form stays. */
export async function start(part) {
  const { place } = read(), { lang } = document.documentElement, { list, find } = part.dataset;
  if (!place) return;
  const topics = part.dataset.topics.split(" ");
  const [t, found] = await Promise.all([words(lang), open(nearFile(place, lang))]);
  if (!found || tooOld(found)) return;
  const near = await found.answer.json(), services = pick(near, topics);
  if (!services.length) return;
  const heading = part.querySelector("h2"), more = new URLSearchParams([["place", place], ...topics.map((topic) => ["topic", topic])]);
  heading.textContent = `${t.near_in} ${near.name}`;
  const day = found.day && !navigator.onLine ? make("p", "quiet", `${t.near_copy} ${found.day.toLocaleDateString(t.device_locale, { dateStyle: "long" })}`) : "";
  const cards = make("ul", "near__list", ...services.map(card));
  part.replaceChildren(heading, day, cards, make("p", "near__ways", link(t.near_more, `${find}?${more}`), link(t.near_change, `${list}#place`)));
}
