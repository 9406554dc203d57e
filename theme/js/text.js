// Words made comparable, as waymark/text.py does it. tests/cases/fold.json holds the two together.

export const LONGEST = 500;

const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFE0F\uFEFF]/g;
const LETTERS = {
  æ: "ae", ø: "oe", å: "aa", ß: "ss", đ: "d", ł: "l", œ: "oe",
  // letters of other alphabets that look like ours
  а: "a", е: "e", о: "o", р: "p", с: "c", у: "y", х: "x", і: "i", ѕ: "s", ԁ: "d", к: "k", м: "m",
  т: "t", в: "b", н: "h", α: "a", ο: "o", ε: "e", ι: "i", κ: "k", ν: "v", ρ: "p", τ: "t", υ: "u",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
const written = (text) => text.replace(LETTER, (letter) => LETTERS[letter]);

/** Lower case, no accents, no invisible marks, no apostrophes, single spaces. */
export function fold(text) {
  // Apostrophes go before NFKC, which turns an acute accent used as one into a space.
  const typed = text.replace(INVISIBLE, "").replace(/['’‘`´ʼ]/g, "");
  const lower = written(typed.normalize("NFKC").toLowerCase());
  const bare = written(lower.normalize("NFKD").replace(/\p{M}/gu, ""));
  return bare.replace(/[^a-z0-9]+/g, " ").trim();
}

/** True when one letter was left out, added, changed, or two neighbours were swapped. */
export function oneSlip(first, second) {
  if (first === second || Math.abs(first.length - second.length) > 1) return false;
  if (first.length > second.length) [first, second] = [second, first];
  let start = 0;
  while (start < first.length && first[start] === second[start]) start += 1;
  if (first.length < second.length) return first.slice(start) === second.slice(start + 1);
  if (first.slice(start + 1) === second.slice(start + 1)) return true;
  const swapped = first[start + 1] + first[start] === second.slice(start, start + 2);
  return swapped && first.slice(start + 2) === second.slice(start + 2);
}

/** Whole numbers from a string: a sign below 64 ends a number, signs above are its lower parts. */
export function numbers(text) {
  const found = [];
  let [value, scale] = [0, 1];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at), sign = code - (code > 92 ? 36 : 35);
    value += (sign < 64 ? sign : sign - 64) * scale;
    scale *= 24;
    if (sign < 64) {
      found.push(value);
      [value, scale] = [0, 1];
    }
  }
  return found;
}

/** The outward part of a postcode in folded words, or undefined; what follows it is never looked at. */
export const outcode = (text) => (/^([a-z]{1,2}\d[a-z\d]?)(?: ?\d[a-z]{0,2})?$/.exec(text) ?? /^(?:dk)?(\d{4})$/.exec(text))?.[1].toUpperCase();
