// A poll's answer on the device: its key, the one record that it was given, the proof of work. Pure, so that it can be tested alone.

export const STORE = "waymark-polls";
/** The only entry that polls ever write: {poll id: {key, closes, waiting?}}. `waiting` is an answer that could not be sent yet. */

const KEPT_DAYS = 30; // after closing; then the record goes by itself
const DAY = 86_400_000;
const PAUSES = [5, 15, 45, 120, 300]; // seconds between tries; the last one repeats
const CHUNK = 200; // hashes between two breaths of the page
const CARD = /^[0-9A-HJKMNP-TV-Z]{12}$/; // Crockford's letters: no I, L, O, U

/** 128 random bits as 32 hexadecimal letters. */
export function makeKey(fill = (bytes) => crypto.getRandomValues(bytes)) {
  return [...fill(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Today as the server sees it: the day in UTC. */
export const today = (now = new Date()) => now.toISOString().slice(0, 10);

/** Whether a poll's last day is over. */
export const isOver = (closes, day = today()) => day > closes;

/** The map that was stored; anything else there is nothing. */
export function readMap(text) {
  try {
    const map = JSON.parse(text);
    return map && typeof map === "object" && !Array.isArray(map) ? map : {};
  } catch {
    return {};
  }
}

/** The map without records whose poll closed more than 30 days ago, and without broken ones. */
export function withoutOld(map, day = today()) {
  const oldest = today(new Date(Date.parse(day) - KEPT_DAYS * DAY));
  return Object.fromEntries(Object.entries(map).filter(([, entry]) => entry?.key && entry.closes >= oldest));
}

/** A card's code as it stands in an address's fragment or was typed, in groups of four; "" when it can't be one. */
export function readCode(text) {
  const plain = text.replace(/^#/, "").toUpperCase().replace(/[\s-]|%20/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return CARD.test(plain) ? plain.match(/.{4}/g).join(" ") : "";
}

/** A form's fields as the API takes answers. `pairs`: [name, value]; `kinds`: {question: kind}. A place left out in a ranking is "". */
export function answersOf(pairs, kinds) {
  const answers = {};
  for (const [name, value] of pairs) {
    const [, question, part] = name.match(/^answer-([^:]+):?(.*)$/) ?? [];
    if (!question || !value) continue;
    if (part && kinds[question] === "rank") {
      const places = (answers[question] ??= []);
      while (places.length < Number(part)) places.push("");
      places[Number(part) - 1] = value;
    } else if (part) (answers[question] ??= {})[part] = value;
    else if (kinds[question] === "several") (answers[question] ??= []).push(value);
    else answers[question] = value;
  }
  return answers;
}

/** Seconds before the next try. */
export const pauseAfter = (tries) => PAUSES[Math.min(tries, PAUSES.length) - 1] ?? 0;

/** What an answer of the server means: sent | keep (try later) | stamp (ask for a new one) | over | refused. Status 0: no answer at all. */
export function meaning(status, code = "") {
  if (status >= 200 && status < 300) return "sent";
  if (/^(stamp|proof)-/.test(code)) return "stamp";
  if (code === "poll-closed") return "over";
  return status === 0 || status === 408 || status === 429 || status >= 500 ? "keep" : "refused";
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Solves altcha's challenge: the number whose hash with the salt is the challenge. Breathes, so that the page stays alive. */
export async function solve(challenge, { digest, breathe }) {
  const most = challenge.maxnumber ?? challenge.maxNumber ?? 100_000, encoder = new TextEncoder();
  for (let start = 0; start <= most; start += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, most - start + 1) }, (_, at) => start + at);
    const hashes = await Promise.all(numbers.map((number) => digest(encoder.encode(challenge.salt + number))));
    const at = hashes.findIndex((hash) => hex(hash) === challenge.challenge);
    if (at >= 0) return proof(challenge, numbers[at]);
    await breathe();
  }
  throw new Error("no number fits");
}

function proof({ algorithm, challenge, salt, signature }, number) {
  return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
}
