/** The list on this device: what stands in it, its order, a clean print, and undo for whatever is taken away. */
import { keepFiles, letGo, make, moved, open, read, tooOld, without, words, write } from "/assets/js/kept.js";

/** Numbers and addresses of a service from its own page, so that the list never has older ones than the page. */
async function ways(url) {
  const found = await open(url);
  if (!found || tooOld(found)) return { gone: !found, ways: [] };
  const page = new DOMParser().parseFromString(await found.answer.text(), "text/html");
  if (page.querySelector(".old-copy")) return { gone: true, ways: [] };
  page.querySelectorAll(".vh, svg").forEach((part) => part.remove());
  const dials = [...page.querySelectorAll("main .contact-card .dial")].filter((dial) => !/^https?:/.test(dial.getAttribute("href") ?? ""));
  const unique = new Map(dials.map((dial) => [dial.textContent.trim(), dial.getAttribute("href")]));
  return { day: found.day, ways: [...unique] };
}

/** The list as plain links, for the offline page. */
function showLinks(part) {
  const links = read().saved.map(({ title, url }) => Object.assign(make("a", "", title), { href: url }));
  part.querySelector("ul").replaceChildren(...links.map((link) => make("li", "", link)));
  part.hidden = !links.length;
}

/** Wires the list. */
export async function start(part) {
  if ("savedLinks" in part.dataset) return showLinks(part);
  const list = part.querySelector("ol"), said = part.querySelector("[role=status]"), press = part.querySelector("[role=group]");
  const t = await words(document.documentElement.lang);
  let undo = null;

  const button = (name, title, work) => {
    const made = make("button", "chip", name, make("span", "vh", ` (${title})`));
    made.type = "button";
    made.addEventListener("click", work);
    return made;
  };
  function say(text, before = null) {
    said.textContent = text;
    undo = before;
    if (!before) return;
    const back = make("button", "chip", t.saved_undo);
    back.type = "button";
    back.addEventListener("click", () => {
      if (!undo) return;
      write({ ...read(), saved: undo });
      keepFiles(undo.map(({ url }) => url)).catch(() => {});
      draw();
      say(t.saved_undone);
      part.querySelector("h2").focus();
    });
    said.append(" ", back);
  }
  function move(url, step) {
    write(moved(read(), url, step));
    draw();
    const at = read().saved.findIndex((item) => item.url === url), row = list.children[at];
    const same = row.querySelector(`[data-step="${step}"]`);
    (same.disabled ? row.querySelector(`[data-step="${-step}"]`) : same).focus();
    say(`${t.saved_moved} ${at + 1}`);
  }
  function remove({ url, title }) {
    const before = read().saved, at = before.findIndex((item) => item.url === url);
    write(without(read(), url));
    letGo([url]);
    draw();
    say(`${t.saved_removed} ${title}.`, before);
    (list.children[Math.min(at, list.children.length - 1)]?.querySelector("a") ?? part.querySelector("h2")).focus();
  }
  function facts(item, place) {
    if (item.kind !== "service") return;
    ways(item.url).then(({ gone, day, ways: found }) => {
      if (!found.length) return place.append(make("p", "", gone ? t.saved_gone : t.saved_old));
      const rows = found.map(([label, href]) => {
        const way = make(href ? "a" : "span", href ? "dial dial--quiet" : "", label);
        if (href) way.href = href;
        return make("li", "", way);
      });
      place.append(make("ul", "saved-list__ways", ...rows));
      return day && place.append(make("p", "", `${t.saved_from} ${day.toLocaleDateString(t.device_locale, { dateStyle: "long" })}.`));
    }, () => {});
  }
  function row(item, at, { length }) {
    const link = make("a", "", item.title), place = make("div", "");
    link.href = item.url;
    link.lang = item.lang;
    const steps = [[-1, t.saved_up, at === 0], [1, t.saved_down, at === length - 1]].map(([step, name, end]) => {
      const made = button(name, item.title, () => move(item.url, step));
      made.dataset.step = step;
      made.disabled = end;
      return made;
    });
    facts(item, place);
    return make("li", "", make("h3", "", link), make("p", "", t[`saved_kind_${item.kind}`] ?? ""), place,
      make("div", "saved-list__order", ...(length > 1 ? steps : []), button(t.saved_remove, item.title, () => remove(item))));
  }
  function draw() {
    const { saved } = read();
    list.replaceChildren(...saved.map(row));
    press.hidden = !saved.length;
    part.querySelector(".saved-list__empty").hidden = Boolean(saved.length);
  }

  press.querySelector("[data-press=print]").addEventListener("click", () => print());
  press.querySelector("[data-press=clear]").addEventListener("click", () => {
    const before = read().saved;
    write({ ...read(), saved: [] });
    letGo(before.map(({ url }) => url));
    draw();
    say(t.saved_cleared, before);
    said.querySelector("button").focus();
  });
  document.addEventListener("waymark-forgotten", () => { draw(); say(""); });
  addEventListener("pageshow", (event) => { if (event.persisted) draw(); });
  draw();
}
