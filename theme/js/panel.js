// Help on the device, of the place and the age: joins what the server's own components made at build (panels.<lang>.json).
// Nothing here knows how a panel looks or who is chosen; tests/browser/test_panel_on_the_device.py holds it to the server's page.

import { findKeyword } from "./keywords.js";
import { fold, LONGEST, outcode } from "./text.js";

const LONGEST_PLACE_NAME = 4;

const ICON = /[\uE000-\uF8FF]/g;
const FIRST_SIGN = 0xE000;

export function createPanels({ contacts, frames, icons, home, places, names, codes, keywords, said }) {
  const placeOf = new Map(Object.entries(names));
  const codeOf = new Map(Object.entries(codes).flatMap(([id, all]) => all.split(" ").map((code) => [code, id])));

  /** A frame around lists of people, or nothing where a part is missing: then the server answers, which has them all. */
  function join(frame, ...lists) {
    if (frame?.length !== lists.length + 1 || lists.flat().some((each) => !each)) return "";
    const text = frame[0] + lists.map((people, at) => people.join("") + frame[at + 1]).join("");
    return text.replace(ICON, (sign) => icons[sign.charCodeAt(0) - FIRST_SIGN] ?? "");
  }

  /** The place of this hub that the words name, longer names first, as waymark/search/wishes.py finds it. */
  function named(text) {
    const words = fold([...text].slice(0, LONGEST).join("")).split(" ").filter(Boolean);
    for (let length = Math.min(LONGEST_PLACE_NAME, words.length); length > 0; length -= 1) {
      for (let start = 0; start + length <= words.length; start += 1) {
        const name = words.slice(start, start + length).join(" ");
        const found = placeOf.get(name) ?? (length <= 2 ? codeOf.get(outcode(name)) : undefined);
        if (found) return found;
      }
    }
    return null;
  }

  return {
    said,

    /** Where somebody is: the place they chose, else one in their words, else only the nation of the language. */
    here(text, chosen) {
      const place = Object.hasOwn(places, chosen ?? "") ? chosen : named(text);
      return place ? { place, ...places[place] } : { place: null, nation: home, chain: [] };
    },

    /** The crisis panel for what theme/js/crisis.js noticed, or "". */
    crisis(found, { nation }) {
      if (!found) return "";
      const frame = frames[`${found.severity}|${found.for_whom ?? "self"}|${nation.slice(0, 2)}`];
      return found.help_ids.length ? join(frame, found.help_ids.map((id) => contacts[id])) : "";
    },

    /** What the words are as a keyword, with the people of the place after those whom it reaches, or "". */
    keyword(text, { place, nation, chain }, today = new Date().toISOString().slice(0, 10)) {
      const found = findKeyword(text, keywords.entries, { chain, today });
      if (!found) return "";
      const reached = found.state === "found" ? found.keyword : null;
      // Whoever knows an area's word and didn't say where they are is most likely there.
      const from = reached && !place ? reached.nation : nation;
      const local = reached?.contacts ?? [], others = keywords.strips[from].filter((id) => !local.includes(id));
      const lists = [local.map((id) => keywords.contacts[id]), others.map((id) => contacts[id])];
      return join(keywords.frames[reached?.word ?? found.state], ...(local.length ? lists : lists.slice(1)));
    },
  };
}
