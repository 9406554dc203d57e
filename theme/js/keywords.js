// Keywords on the device: a word that an area agreed with its young people, found as waymark/keywords.py finds it, and nothing sent.
// tests/cases/keywords.json holds the two together.

import { fold, LONGEST, oneSlip } from "./text.js";

const ASKED = /^(?:(?:text|send|skriv|sms)(?: (?:the|word|ordet|en|sms|med))* (?<text>.+) (?:to|til)(?: [0-9 ]+)?|(?:the )?(?:keyword|kodeord|kodeordet)(?: (?:is|er))? (?<said>.+))$/;
const STATES = ["found", "wrong-area", "expired", "not-yet", "unknown"];
const LONG_ENOUGH_FOR_A_SLIP = 6;

const wordsOf = (text) => fold(text).split(" ").filter(Boolean);
const exact = (word, entries) => entries.filter((entry) => fold(entry.word) === word);

/** The words that somebody says are a keyword; none where they say nothing of the kind. */
function said(typed, whole) {
  const asked = ASKED.exec(whole.join(" "))?.groups;
  if (asked) return wordsOf(asked.text ?? asked.said);
  const mark = typed.search(/[#＃]/);
  return mark >= 0 && !fold(typed.slice(0, mark)) ? whole : [];
}

const isOneWord = (words) => words.length === 1 || words.every((word) => word.length === 1);

function slips(word, entries, alone) {
  const near = entries.filter((entry) => [...entry.word].length >= LONG_ENOUGH_FOR_A_SLIP && oneSlip(word, fold(entry.word)) && !(alone && entry.everyday));
  return new Set(near.map((entry) => entry.word)).size === 1 ? near : [];
}

function state(entry, chain, today) {
  if (entry.ends && entry.ends < today) return "expired";
  if (entry.starts > today) return "not-yet";
  return chain.length && !entry.area.some((place) => chain.includes(place)) ? "wrong-area" : "found";
}

/** {state, keyword} or null for an ordinary search. entries: [{word, area, everyday, starts, ends}]; chain: the place and all
 * around it; today: an ISO date; asked: the person said that it is a keyword. */
export function findKeyword(text, entries, { chain = [], today, asked = false }) {
  const typed = [...text].slice(0, LONGEST).join("");
  let whole = wordsOf(typed);
  const named = said(typed, whole);
  if (named.length && (isOneWord(named) || exact(named.join(""), entries).length)) [whole, asked] = [named, true];
  const word = whole.join("");
  if (!word) return null;
  const same = exact(word, entries), matches = same.length ? same : slips(word, entries, !asked);
  if (!matches.length) return asked ? { state: "unknown", keyword: null } : null;
  const answers = matches.map((keyword) => ({ state: state(keyword, chain, today), keyword }));
  return answers.reduce((best, one) => (STATES.indexOf(one.state) < STATES.indexOf(best.state) ? one : best));
}
