/** Help before thanks: what somebody wrote beside their answer is looked at on the device, and by the server again.
 * The panel is the site's own, of the nation of the language. Fetched only when there are words to look at. */

import { check } from "../../js/crisis.js";
import { createPanels } from "../../js/panel.js";

const loadPanels = async (lang) => createPanels(await (await fetch(`/assets/data/panels.${lang}.json`)).json());

async function put(place, found, lang) {
  if (!found || place.childElementCount) return;
  const panels = await loadPanels(lang), html = panels.crisis(found, panels.here("", null));
  if (!html) return;
  place.innerHTML = html;
  const last = place.querySelector(".crisis-panel__private > span:last-child"), { wordsWritten } = place.nextElementSibling?.dataset ?? {};
  if (last && wordsWritten) last.textContent = wordsWritten; // the panel's own words are about searches
  place.querySelector("[tabindex]")?.focus();
}

/** Looks here, before anything is sent. */
export async function look(place, comment, lang) {
  await put(place, await check(comment, lang), lang);
}

/** What the server noticed: {crisis, help}. People as a plain list where the panel can't be made. */
export async function show(place, { crisis, help }, lang) {
  if (!crisis || crisis.severity === "none") return;
  const people = crisis.help ?? help ?? [];
  await put(place, { ...crisis, help_ids: people.map((contact) => contact.id) }, lang).catch(() => {});
  if (!place.childElementCount) place.append(list(people));
}

function list(people) {
  const made = document.createElement("ul");
  for (const { name, channels } of people) {
    const item = document.createElement("li"), way = channels?.find((channel) => channel.href);
    const link = Object.assign(document.createElement("a"), { href: way?.href ?? "#", textContent: way?.label ?? name });
    item.append(`${name}: `, link);
    made.append(item);
  }
  return made;
}
