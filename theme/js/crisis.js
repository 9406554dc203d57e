// Crisis words noticed on the device, before any request leaves: the answer of waymark/crisis, from the same artifact.
// Words go in, contact ids come out. Nothing is stored, sent or rated. tests/cases/crisis.json holds the two together.

import { fold, LONGEST, numbers, oneSlip } from "./text.js";

const ARTIFACT = "/assets/data/crisis.json";
const RANK = { none: 0, concern: 1, urgent: 2, emergency: 3 };
const CATEGORIES = [
  "crisis_overdose_medical", "crisis_suicide", "crisis_abuse_danger", "crisis_eating_medical",
  "crisis_self_harm", "crisis_exploitation", "crisis_psychosis", "crisis_missing_runaway",
];
const DONE_BY_OTHERS = ["crisis_abuse_danger", "crisis_exploitation"];
const AGENTS = ["by", "from", "with", "off", "af", "fra", "med"];
const PEOPLE = ["self", "friend", "near", "parent", "other"];
const QUIET = ["text", "chat", "web", "email"];
const MOST = 4;

const fill = (pattern, slots) => pattern.replace(/\{([a-z_]+)\}/g, (_, name) => slots[name]);
const wordsOf = (pattern) => pattern.match(/[a-z0-9]+(?= )/g) ?? [];

// How people type, made plain -----------------------------------------------------------------------------------

function createSpelling(data, words) {
  const parts = new Set(data.parts);
  const longestPart = Math.max(0, ...data.parts.map((part) => part.length));
  const short = new Map(Object.entries(data.short));
  const leave = new Set(data.leave);
  const full = [...short.values()].join(" ").split(" ");
  const known = new Set([...words, ...parts, ...full, ...short.keys(), ...data.long]);
  const ordered = [...known].sort();
  const swap = (word, from, to) => word.replace(/./g, (sign) => (from.includes(sign) ? to[from.indexOf(sign)] : sign));

  function* respelt(word) {
    if (!/^[a-z]+$/.test(word)) yield (word = swap(word, "013457", "oieast"));
    yield word.replace(/([a-z])\1\1+/g, "$1$1");
    yield (word = word.replace(/([a-z])\1\1+/g, "$1"));
    if (word.length > 3 && word.at(-1) === word.at(-2)) yield word.slice(0, -1);
  }

  function split(word) {
    if (word.length < 6 || word.length > 40) return null;
    const best = [[]];
    for (let end = 1; end <= word.length; end += 1) {
      for (let start = Math.max(0, end - longestPart); start < end; start += 1) {
        const [before, part] = [best[start], word.slice(start, end)];
        if (before && parts.has(part) && (!best[end] || before.length + 1 < best[end].length)) best[end] = [...before, part];
      }
    }
    return best[word.length]?.map((part) => short.get(part) ?? part).join(" ") ?? null;
  }

  function plainWord(word) {
    if (known.has(word) || leave.has(word) || word.length < 2) return short.get(word) ?? word;
    for (const candidate of respelt(word)) if (known.has(candidate)) return short.get(candidate) ?? candidate;
    const squeezed = word.replace(/([a-z])\1\1+/g, "$1");
    const slip = squeezed.length >= 7 && data.long.find((long) => long[0] === squeezed[0] && oneSlip(squeezed, long));
    return slip || split(squeezed) || squeezed;
  }

  function unmask(found) {
    const word = found.toLowerCase();
    if (word.includes("*")) {
      const fits = (other) => other.length === word.length && [...word].every((mark, at) => mark === "*" || mark === other[at]);
      return ordered.find(fits) ?? found;
    }
    const swapped = swap(word, "@$!|", "asii");
    return plainWord(swapped) !== swapped || known.has(swapped) ? swapped : found;
  }

  function join(words) {
    const out = [];
    for (let at = 0; at < words.length; ) {
      let end = at;
      while (end < words.length && words[end].length === 1) end += 1;
      const joined = words.slice(at, end).join("");
      const pair = words[at] + words[at + 1];
      if (end - at >= 3 && (known.has(joined) || split(joined))) {
        out.push(joined);
        at = end;
      } else if (end > at) {
        out.push(...words.slice(at, end));
        at = end;
      } else if (data.long.includes(pair) && !(known.has(words[at]) && known.has(words[at + 1]))) {
        out.push(pair);
        at += 2;
      } else {
        out.push(words[at]);
        at += 1;
      }
    }
    return out;
  }

  return function plain(text) {
    const signs = [...[...text].slice(0, LONGEST).join("").replaceAll("´", "'")].map((sign) => (data.signs[sign] ? ` ${data.signs[sign]} ` : sign)).join("");
    const unmasked = signs.replace(/[A-Za-z0-9]{1,24}(?:[*@$!|]{1,24}[A-Za-z0-9]{1,24}){1,24}/g, unmask);
    const words = join(fold(unmasked).split(" ")).map(plainWord).join(" ").split(" ").filter(Boolean);
    return words.map((word) => `${word} `).join("");
  };
}

// Expressions, found by the words that they need ------------------------------------------------------------------

function createTable(rules, slots, common) {
  const expressions = [];
  const byWord = new Map();
  const always = [];
  const words = new Set();
  for (const rule of rules) {
    for (const [pattern, ...keys] of rule.phrases) {
      const span = keys.length === 1 ? keys[0].split(" ") : wordsOf(fill(pattern.slice(...keys), slots)).filter((word) => !common.has(word));
      for (const word of new Set(span)) {
        if (!byWord.has(word)) byWord.set(word, []);
        byWord.get(word).push(expressions.length);
      }
      if (keys[0] === "") always.push(expressions.length);
      wordsOf(pattern).forEach((word) => words.add(word));
      expressions.push({ rule, pattern, made: null });
    }
  }
  function find(plain, present) {
    const candidates = new Set(always);
    for (const word of present) for (const index of byWord.get(word) ?? []) candidates.add(index);
    const found = [];
    for (const index of [...candidates].sort((a, b) => a - b)) {
      const one = expressions[index];
      one.made ??= new RegExp(fill(one.pattern, slots), "g");
      for (const match of plain.matchAll(one.made)) found.push({ rule: one.rule, start: match.index, end: match.index + match[0].length });
    }
    return found;
  }
  return { find, words };
}

// What was learnt from the bank (features.py, weigh.py) --------------------------------------------------------------

const [BITS, STEM, EXCEPTED, DENIED] = [19, 4, "0x", "0n"];
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit += 1) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

/** Where the weights of a feature stand: the last bits of its CRC-32. Features are plain letters. */
function bucket(feature) {
  let sum = -1;
  for (let at = 0; at < feature.length; at += 1) sum = CRC[(sum ^ feature.charCodeAt(at)) & 255] ^ (sum >>> 8);
  return (sum ^ -1) & ((1 << BITS) - 1);
}

function features(words) {
  const found = new Set(), around = ["^", ...words, "$"];
  if (!words.length) return found;
  for (const word of words) {
    const whole = `^${word}$`;
    found.add(`${word} `);
    for (let length = 3; length <= 5; length += 1) for (let start = 0; start + length <= whole.length; start += 1) found.add(whole.slice(start, start + length));
  }
  for (let at = 1; at < around.length; at += 1) found.add(`${around[at - 1]} ${around[at]}`);
  for (let at = 2; at < around.length; at += 1) found.add(`${around[at - 2]} _ ${around[at]}`);
  return found;
}

const stems = (words) => new Set(words.flatMap((word) => (word.length >= STEM ? [`${word} `, `^${word.slice(0, STEM)}`] : [`${word} `])));

function createWeights({ crisis, about }) {
  const signed = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);
  const places = (gaps, at = 0) => numbers(gaps).map((gap) => (at += gap));
  const head = (at, { bias, by }) => { const points = numbers(by).map(signed); return { bias, points: new Map(at.map((place, number) => [place, points[number]])) }; };
  const lead = ({ bias, points }, heard) => { let sum = 0; for (const each of heard) sum += points.get(each) ?? 0; return sum + bias * Math.sqrt(heard.size); };
  const highest = (names, leads) => names.reduce((best, name) => (leads[name] > leads[best] ? name : best));
  const first = head(places(crisis.at), crisis), at = places(about.at);
  const heads = Object.entries(about.heads).map(([name, data]) => [name, head(at, data)]);

  return function weigh(words, lang) {
    const all = new Set([...features(words)].map(bucket)), bias = first.bias[lang] ?? Math.max(...Object.values(first.bias));
    if (!all.size || lead({ ...first, bias }, all) <= 0) return null;
    const heard = new Set([...stems(words)].map(bucket)), leads = Object.fromEntries(heads.map(([name, each]) => [name, lead(each, heard)]));
    const whom = highest(["friend", "parent"], leads);
    return {
      category: highest(CATEGORIES, leads),
      severity: leads.emergency > 0 ? "emergency" : "urgent",
      withhold: leads.withhold > 0,
      for_whom: leads[whom] > 0 ? whom : "self",
    };
  };
}

/** The words that are left, each stretch that an exception or a "not" covers as one sign. */
function left(text, gone) {
  const words = [], part = (start, end) => text.slice(start, end).split(" ").filter(Boolean);
  let at = 0;
  for (const [start, end, sign] of gone.sort(compare)) {
    if (end <= at) continue;
    words.push(...part(at, Math.max(start, at)), sign);
    at = end;
  }
  return [...words, ...part(at)];
}

/** A matcher over the compiled lexicon: match(text, lang) and help(match, {nation, placeChain, age}). */
export function createMatcher(artifact) {
  if (artifact.format !== 2 || !artifact.entries.length) throw new Error("crisis lexicon");
  const { slots, negation, for_whom: whom } = artifact;
  const common = new Set(artifact.common.split(" "));
  const entries = createTable(artifact.entries, slots, common);
  const exceptions = createTable(artifact.exceptions, slots, common);
  const plain = createSpelling(artifact.spelling, [...entries.words, ...exceptions.words, ...wordsOf(Object.values(slots).join(" "))]);
  const negated = new RegExp(`\\b${negation.words}(?:${negation.between}){0,3}$`);
  const unlessBefore = new RegExp(`\\b${negation.unless_before}$`);
  const unlessAfter = new RegExp(negation.unless_after, "y");
  const about = new RegExp(`^(?:${whom.about})*$`);
  const weigh = artifact.weights ? createWeights(artifact.weights) : () => null;
  const people = PEOPLE.map((name) => [name, new RegExp(`\\b${whom[name]}`, "g")]);

  function denied(text, start, end) {
    const before = text.slice(0, start);
    const found = negated.exec(before);
    unlessAfter.lastIndex = end;
    return Boolean(found) && !unlessBefore.test(before.slice(0, found.index)) && !unlessAfter.test(text);
  }

  function carryDenial(text, hits) {
    const ends = new Set(hits.filter((hit) => hit.negated).map((hit) => hit.end));
    for (const word of ["or ", "nor ", "eller "]) for (const end of [...ends]) if (text.startsWith(word, end)) ends.add(end + word.length);
    return hits.map((hit) => ({ ...hit, negated: hit.negated || ends.has(hit.start) }));
  }

  function named(text) {
    const found = people.flatMap(([who, one]) => [...text.matchAll(one)].map((match) => ({ who, start: match.index, end: match.index + match[0].length })));
    const wholes = found.filter(({ who }) => ["parent", "friend", "near"].includes(who));
    return found.filter((one) => wholes.includes(one) || !wholes.some((whole) => whole.start <= one.start && one.end <= whole.end));
  }

  function forWhom(text, hit) {
    let found = named(text);
    if (DONE_BY_OTHERS.includes(hit.rule.category)) found = found.filter(({ who }) => who !== "near" && who !== "other");
    const inside = found.filter((one) => one.start < hit.end && one.end > hit.start);
    for (const who of ["self", "parent"]) if (inside.some((one) => one.who === who)) return who;
    const subject = inside.find((one) => one.who === "other" || one.start <= hit.start);
    const before = found.filter((one) => one.end <= hit.start).reduce((last, one) => (!last || one.start > last.start ? one : last), null);
    const who = subject ?? before ?? (inside.length ? null : namedAfter(text, hit, found));
    if (!who || who.who === "self") return "self";
    return found.some((one) => one.who === "parent") ? "parent" : "friend";
  }

  function namedAfter(text, hit, found) {
    const after = found.filter((one) => one.start >= hit.end).reduce((first, one) => (!first || one.start < first.start ? one : first), null);
    if (!after || AGENTS.includes(text.slice(0, hit.end).trim().split(" ").at(-1))) return null;
    return about.test(text.slice(hit.end, after.start)) ? after : null;
  }

  function settle(text, hits, lang) {
    const rank = (hit) => (hit.negated ? RANK.concern : RANK[hit.rule.level]);
    const order = (hit) => [-rank(hit), CATEGORIES.indexOf(hit.rule.category), Number(hit.rule.lang !== lang), hit.start - hit.end];
    const crises = hits.filter((hit) => rank(hit) > RANK.concern).sort((a, b) => compare(order(a), order(b)));
    const categories = [...new Set(crises.map((hit) => hit.rule.category))];
    const worry = (hit) => [Number(hit.negated), Number(hit.rule.lang !== lang)];
    const lead = crises[0] ?? [...hits].sort((a, b) => compare(worry(a), worry(b)))[0];
    const top = Math.max(...hits.map(rank));
    return {
      severity: Object.keys(RANK)[top],
      category: categories[0] ?? null,
      also: categories.slice(1),
      for_whom: forWhom(text, lead),
      topic: lead.rule.topic ?? artifact.topics[lead.rule.category] ?? null,
      withhold: hits.some((hit) => hit.rule.withhold && !hit.negated),
      reasons: [...new Set(hits.map((hit) => hit.rule.id))],
    };
  }

  function heard(words) {
    const present = new Set(words.trim().split(" "));
    const covers = exceptions.find(words, present), hits = [];
    for (const { rule, start, end } of entries.find(words, present)) {
      const cover = covers.find((one) => one.start < end && end <= one.end);
      if (!cover) hits.push({ rule, start, end, negated: denied(words, start, end) });
      else if (cover.rule.topic) hits.push({ rule: { ...cover.rule, level: "concern", category: null, withhold: false }, start, end, negated: false });
    }
    const carried = carryDenial(words, hits);
    const gone = [...covers.map(({ start, end }) => [start, end, EXCEPTED]), ...carried.filter((hit) => hit.negated).map(({ start, end }) => [start, end, DENIED])];
    return [carried, gone];
  }

  // What was learnt raises: from less than urgent to urgent, from urgent to emergency. It never lowers.
  function raised(said, weighed) {
    if (!weighed) return said;
    const shown = RANK[said.severity] > RANK.concern, withhold = said.withhold || weighed.withhold;
    if (shown && RANK[weighed.severity] <= RANK[said.severity]) return { ...said, withhold };
    const category = shown ? said.category : weighed.category;
    return {
      severity: weighed.severity,
      category,
      also: said.also,
      for_whom: shown ? said.for_whom : weighed.for_whom,
      topic: shown ? said.topic : artifact.topics[category] ?? null,
      withhold,
      reasons: [...said.reasons, "learnt"],
    };
  }

  function match(text, lang) {
    const nothing = { severity: "none", category: null, also: [], for_whom: null, topic: null, withhold: false, reasons: [] };
    const words = plain(text);
    if (!words) return nothing;
    const [hits, gone] = heard(words);
    return raised(hits.length ? settle(words, hits, lang) : nothing, weigh(left(words, gone), lang));
  }

  return { match, help: (found, where) => choose(artifact, found, where) };
}

function compare(first, second) {
  const at = first.findIndex((value, index) => value !== second[index]);
  if (at < 0) return 0;
  return first[at] < second[at] ? -1 : 1;
}

// Which help for whom ----------------------------------------------------------------------------------------------

function choose({ contacts, nations, responses }, match, { nation, placeChain = [], age = null }) {
  if (RANK[match.severity] < RANK.urgent) return [];
  const facts = nations[nation] ?? Object.values(nations)[0] ?? { set: "", areas: [] };
  const national = new Set(Object.values(nations).flatMap(({ areas }) => areas));
  const within = [...facts.areas, ...placeChain.filter((place) => !national.has(place))];
  const allows = (list, value) => !list || list.includes(value);
  const row = (responses[facts.set] ?? []).find((one) =>
    allows(one.categories, match.category) && allows(one.severity, match.severity) && allows(one.for_whom, match.for_whom)) ?? { show: [] };

  const serves = (name) => {
    const { area, urgency, for_whom: whom, min, max } = contacts[name];
    return within.some((place) => area.includes(place))
      && (urgency === "emergency" || whom.includes(match.for_whom ?? "self"))
      && (age === null || match.for_whom === "parent" || (min <= age && (max === null || age <= max)));
  };
  const local = () => placeChain.filter((place) => !national.has(place)).flatMap((place) =>
    Object.keys(contacts).filter((name) => contacts[name].area.includes(place) && contacts[name].urgency === "urgent" && contacts[name].categories.includes(match.category)));
  const names = (place) => place.flatMap((name) => (name === "local" ? local() : name in contacts ? [name] : []));
  const quiet = (name) => contacts[name].types.some((way) => QUIET.includes(way));

  let chosen = [];
  for (const place of [...row.show, ...(row.also ?? []).map((name) => [name])]) {
    const found = chosen.length < MOST && names(place).find((name) => !chosen.includes(name) && serves(name));
    if (found) chosen.push(found);
  }
  if (!chosen.length) {
    const ready = Object.keys(contacts).filter((name) => contacts[name].urgency !== "talk");
    const here = ready.filter((name) => facts.areas.some((area) => contacts[name].area.includes(area)));
    chosen = (here.length ? here : ready).slice(0, MOST);
  }
  if (chosen.length && !chosen.some(quiet)) {
    const other = Object.keys(contacts).find((name) => quiet(name) && contacts[name].urgency === "urgent" && serves(name));
    if (other) chosen = [...chosen.slice(0, MOST - 1), other];
  }
  return chosen;
}

// For the page -----------------------------------------------------------------------------------------------------

let loading = null;

async function load() {
  const answer = await fetch(ARTIFACT);
  if (!answer.ok) throw new Error("crisis lexicon");
  const artifact = await answer.json();
  return { artifact, matcher: createMatcher(artifact) };
}

/** Whether words can be looked at here. Where they can't, nothing may be searched on the device either: help would not come first. */
export const canLook = () => (loading ??= load()).then(() => true, () => { loading = null; return false; });

/** Looks once at words: null, or how fast to show which help. Where it can't look, the server does: null too. */
export async function check(text, lang, where = {}) {
  try {
    const { artifact, matcher } = await (loading ??= load());
    const match = matcher.match(text, lang);
    if (match.severity === "none") return null;
    const { severity, category, for_whom, topic, withhold } = match;
    const help_ids = matcher.help(match, { ...where, nation: where.nation ?? artifact.home[lang] });
    return { severity, category, for_whom, topic, withhold, help_ids };
  } catch {
    loading = null;
    return null;
  }
}
