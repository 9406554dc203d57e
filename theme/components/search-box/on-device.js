/** Results found on the device, shown under the form in the look of the server's. Fetched only when the server can't answer. */
import { createSearch } from "/assets/js/search.js";
import { numbers } from "/assets/js/text.js";

const DATA = "/assets/data/search.";
const PAGE = 10;
const FIELDS = { kind: "kinds", how: "how", cost: "cost", referral: "referral", interest: "interests", language: "languages", access: "access", diagnosis: "diagnosis", topic: "topics", need: "needs" };
const loaded = new Map();

async function load(lang) {
  const answer = await fetch(`${DATA}${lang}.json`);
  if (!answer.ok) throw new Error("search data");
  const data = await answer.json();
  return { data, search: createSearch(data) };
}

function make(tag, look, ...inside) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  element.append(...inside.filter(Boolean));
  return element;
}

const column = ({ values, which }) => {
  const places = numbers(which);
  return (document) => values[places[document]];
};

function createCards({ cards, t }, search) {
  const [kind, ages, where, lang] = [cards.kinds, cards.ages, cards.where, cards.langs].map(column);

  function head(name, document) {
    const link = make("a", "", cards.titles[document]);
    link.href = cards.urls[document];
    const parts = [make("h3", `${name}__title`, link), make("p", `${name}__summary`, cards.summaries[document])];
    parts.forEach((part) => { part.lang = lang(document); });
    return parts;
  }

  function away(km) {
    if (km === null) return "";
    return km < 1 ? t.card_near : `${km.toFixed(1).replace(".", t.card_decimal)} ${t.card_away}`;
  }

  function call(document) {
    const [href, ...label] = cards.calls[document].split(" ");
    if (!href) return null;
    const link = make("a", "dial dial--quiet", make("span", "", label.join(" "), make("span", "vh", ` (${cards.titles[document]})`)));
    link.href = href;
    return make("div", "service-card__dial", link);
  }

  return function card(hit) {
    const { document, km } = hit, why = search.why(hit);
    if (!why) return make("article", "resource-card", ...head("resource-card", document));
    const facts = why === "why_national" ? t[why] : [where(document), away(km), t[why]].filter(Boolean).join(" · ");
    return make("article", "service-card",
      make("p", "service-card__kind", [kind(document), ages(document)].filter(Boolean).join(" · ")),
      ...head("service-card", document),
      make("ul", "service-card__facts", make("li", "", make("span", "", facts))),
      call(document));
  };
}

/** The results as a section, ten at a time; or what the server says when there are none. */
function show({ data, search }, found, notes, chosen) {
  const { records, home } = data.places, { t } = data, paragraphs = notes.map((note) => make("p", "result-list__note", note));
  if (!found?.total) {
    const holder = make("div");
    // People of the nation that was asked from: nobody in Aalborg reads 999.
    const state = (records[found?.place ?? chosen]?.nation ?? home).slice(0, 2);
    const empty = data.empty[state] ?? data.empty[home.slice(0, 2)];
    holder.innerHTML = empty[found ? found.outcome : "withheld"]; // made at build by the server's own component
    const section = holder.firstElementChild;
    section.querySelector("h2").after(...paragraphs);
    return section;
  }
  const total = found.total === 1 ? t.answer_find_results_one : t.answer_find_results_many.replace("{total}", found.total);
  const near = found.place ? ` ${t.result_near} ${data.places.records[found.place].name}` : "";
  const heading = make("h2", "", total + near);
  const list = make("ul", "grid grid--2"), card = createCards(data, search);
  const section = make("section", "result-list", heading, ...paragraphs,
    found.respelt && make("p", "result-list__note", `${t.device_read_as} `, make("strong", "", found.respelt)),
    found.place && !found.local && make("p", "content-note", t.result_not_local), list);
  heading.id = "results";
  section.setAttribute("aria-labelledby", "results");
  const more = make("button", "button button--quiet", t.device_more);
  more.type = "button";
  const add = () => {
    const start = list.children.length, next = found.hits.slice(start, start + PAGE);
    list.append(...next.map((hit) => make("li", "", card(hit))));
    if (list.children.length >= found.total) more.remove();
    return list.children[start];
  };
  more.addEventListener("click", () => add().querySelector("a").focus());
  add();
  if (list.children.length < found.total) section.append(make("p", "", more));
  return section;
}

/** What the form asks, as a question for the search. */
function question(sent) {
  const filters = {};
  for (const [name, field] of Object.entries(FIELDS)) filters[field] = sent.getAll(name).filter(Boolean);
  const age = /^\d{1,3}$/.test(sent.get("age") ?? "") ? Number(sent.get("age")) : null;
  return { q: sent.get("q") ?? "", place: sent.get("place") || null, age, filters };
}

/** Answers a form on the device. noticed: {html, keyword, withhold} of the look-up. Throws where the data can't be had. */
export async function answer(form, noticed) {
  const { lang } = form.dataset;
  if (!loaded.has(lang)) loaded.set(lang, load(lang).catch((error) => { loaded.delete(lang); throw error; }));
  const ready = await loaded.get(lang);
  const sent = new FormData(form);
  const { t } = ready.data;
  const notes = [navigator.onLine ? t.device_down : t.device_offline, sent.has("open") && t.device_open].filter(Boolean);
  const asked = question(sent), found = noticed.withhold ? null : ready.search.find(asked);
  const section = show(ready, found, noticed.withhold ? notes.slice(0, 1) : notes, asked.place);
  // What an earlier answer left on the page goes, so that nobody reads it as this one. Help in the form stays.
  const old = "[data-device], .result-list, .result-list__else, .keyword-answer, .crisis-panel, .chosen";
  document.querySelectorAll(`main :is(${old})`).forEach((part) => { if (!form.contains(part)) part.remove(); });
  // On the home page the form stands on a picture, which is no place for a list.
  const hero = form.closest(".hero"), holder = make("div", hero ? "wrap" : "", section);
  holder.dataset.device = "";
  (hero ?? form).after(holder);
  // Help first: the panel, then the answer to a keyword, then the results.
  const target = [noticed.html && ".crisis-panel__heading", noticed.keyword && ".keyword-answer h2"]
    .map((part) => part && form.querySelector(part)).find(Boolean) ?? section.querySelector("h2");
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView();
}
