// The search of waymark/search on the device, over the small library that waymark/indexing/portable.py writes. Words go in, numbers
// of documents come out: nothing is sent or stored. Same whole numbers, same order; tests/browser/test_search_on_the_device.py
// holds the two together. "Open now" is not decided here: a phone without a connection can't know of a changed hour.

import { fold, numbers, oneSlip, outcode } from "./text.js";

const sum = (list) => list.reduce((all, one) => all + one, 0);
const highest = (list) => list.reduce((top, one) => Math.max(top, one), 0);

const grow = (gaps, before = -1) => gaps.map((gap) => (before += gap + 1));
const cut = (list, lengths, at = 0) => lengths.map((length) => list.slice(at, (at += length)));
const growing = (gaps, lengths) => cut(numbers(gaps), lengths).map((run) => grow(run));

// What typed words stand for (vocabulary.py, wishes.py) -----------------------------------------------------------

function createVocabulary(data, W) {
  let before = "", latest = -1;
  const words = (data.words.match(/[A-Z][a-z0-9]*/g) ?? []).map((part) => (before = before.slice(0, part.charCodeAt(0) - 65) + part.slice(1)));
  const terms = numbers(data.terms).map((back) => (back ? latest + 1 - back : (latest += 1)));
  const counts = numbers(data.counts);
  const guarded = new Set(data.guarded.split(" "));
  const place = new Map(words.map((word, at) => [word, at]));
  const common = (places) => places.sort((a, b) => counts[b] - counts[a] || a - b);

  function endings(word) {
    if (word.length < W.SHORTEST_HALF) return [];
    const found = common([...words.keys()].filter((at) => words[at].startsWith(word)));
    return [...new Set(found.slice(0, W.MOST_ENDINGS).map((at) => terms[at]))].map((term) => [term, W.HALF]);
  }

  // None near a crisis word, because a repair could hide it or put it there.
  function repaired(word) {
    if (word.length < W.SHORTEST_REPAIRED || guarded.has(word) || /^\d+$/.test(word)) return undefined;
    if ([...guarded].some((each) => oneSlip(word, each))) return undefined;
    return common([...words.keys()].filter((at) => oneSlip(word, words[at]) && !guarded.has(words[at])))[0];
  }

  // The longest known beginning, at least three fifths of the word.
  function beginning(word) {
    for (let length = word.length - 1; length >= Math.max(W.SHORTEST_BENT, Math.ceil((W.BENT_FIFTHS * word.length) / 5)); length -= 1) {
      const at = place.get(word.slice(0, length));
      if (at !== undefined) return [[terms[at], W.BENT]];
    }
    return [];
  }

  function meaning(word, last) {
    const at = place.get(word);
    if (at !== undefined) return [[[terms[at], W.WHOLE]]];
    const found = last ? endings(word) : [];
    const better = found.length ? undefined : repaired(word);
    if (better !== undefined) return [[[terms[better], W.REPAIRED]], words[better]];
    return [found.length ? found : beginning(word)];
  }

  return function understand(typed) {
    const meant = typed.map((word, number) => meaning(word, number === typed.length - 1));
    // Only words that are ours as well are told back.
    const told = meant.map(([, better], number) => better ?? (place.has(typed[number]) ? typed[number] : undefined));
    const mended = meant.some(([, better]) => better !== undefined);
    return {
      wanted: meant.flatMap(([found]) => found),
      said: meant.flatMap(([found]) => found.slice(0, 1).map(([term]) => term)),
      unknown: meant.filter(([found]) => !found.length).length,
      respelt: mended ? told.filter((word) => word !== undefined).join(" ") : null,
    };
  };
}

/** Words without "near me" and its like, and every wish among them; longer phrases first. */
function createWishes(wished) {
  const longest = Math.max(0, ...Object.keys(wished).map((phrase) => phrase.split(" ").length));
  return function heard(words) {
    const left = [], wishes = new Set();
    for (let start = 0; start < words.length; ) {
      let length = Math.min(longest, words.length - start);
      while (length > 1 && !Object.hasOwn(wished, words.slice(start, start + length).join(" "))) length -= 1;
      const phrase = words.slice(start, start + Math.max(length, 1));
      const found = Object.hasOwn(wished, phrase.join(" ")) ? wished[phrase.join(" ")] : [];
      if (!found.some((wish) => wish.startsWith("near="))) {
        left.push(...phrase);
      }
      found.forEach((wish) => wishes.add(wish));
      start += phrase.length;
    }
    return [left, [...wishes].filter((wish) => !wish.startsWith("near=")).map((wish) => wish.split("="))];
  };
}

// Where somebody is (places.py, reach.py) -------------------------------------------------------------------------

function createPlaces(data, W) {
  const { records, home } = data.places;
  const names = new Map(), codes = new Map();
  for (const [id, record] of Object.entries(records)) {
    for (const name of record.names) names.set(name, id);
    for (const code of record.codes ? record.codes.split(" ") : []) codes.set(code, id);
  }
  const chainOf = (id) => (id ? [id, ...chainOf(records[id].inside)] : []);
  const chains = new Map(Object.keys(records).map((id) => [id, chainOf(id)]));
  const national = (id) => records[id].whole;

  function take(words) {
    for (let length = Math.min(W.LONGEST_PLACE_NAME, words.length); length > 0; length -= 1) {
      for (let start = 0; start + length <= words.length; start += 1) {
        const name = words.slice(start, start + length).join(" ");
        const found = names.get(name) ?? (length <= 2 ? codes.get(outcode(name)) : undefined);
        if (found) return [[...words.slice(0, start), ...words.slice(start + length)], found];
      }
    }
    return [words, null];
  }

  /** Whether help for an area reaches a place, in how many steps, and whether the whole place lies inside. */
  function reach(area, place) {
    if (!area) return { reaches: true, steps: W.EVERYWHERE, inside: true };
    if (!place) return { reaches: area.some((id) => national(id) && [home, home.slice(0, 2)].includes(records[id].nation)), steps: W.WHOLE_NATION, inside: true };
    const chain = chains.get(place), around = area.filter((id) => chain.includes(id));
    return {
      reaches: area.some((id) => chain.includes(id) || chains.get(id).includes(place)),
      steps: area.every(national) ? W.WHOLE_NATION : around.length ? Math.min(...around.map((id) => chain.indexOf(id))) : 0,
      inside: around.length > 0,
    };
  }

  function distance(place, point) {
    const here = records[place].point;
    if (!here || !point) return null;
    const [lat0, lng0, lat, lng] = [...here, ...point].map((degrees) => (degrees * Math.PI) / 180);
    const half = Math.sin((lat - lat0) / 2) ** 2 + Math.cos(lat0) * Math.cos(lat) * Math.sin((lng - lng0) / 2) ** 2;
    return Math.round(W.EARTH_DIAMETER_KM * Math.asin(Math.sqrt(half)) * 10) / 10;
  }

  return { take, reach, distance, known: (id) => chains.has(id) };
}

// What words say about documents (flat.py, topics.py, rank.py) ------------------------------------------------------

function createRanking(data, W, having) {
  const { size, topics } = data;
  const lengths = numbers(data.runs);
  const documents = growing(data.documents, lengths);
  const impacts = cut(numbers(data.impacts), lengths);
  const names = topics.names.split(" ");
  const pairs = numbers(topics.pairs), seconds = growing(topics.seconds, pairs);
  const reach = numbers(topics.reach), many = numbers(topics.many);
  const which = growing(topics.which, many), loud = cut(numbers(topics.weights), many);
  const features = new Map();
  let number = 0;
  for (const term of lengths.keys()) features.set(`${term}`, number++);
  for (const term of lengths.keys()) for (const second of seconds[term]) features.set(`${term} ${second}`, number++);
  const about = numbers(topics.runs);
  const aboutDocuments = growing(topics.documents, about), shares = cut(numbers(topics.shares), about);

  function text(wanted) {
    const scores = new Array(size).fill(0);
    const perfect = sum(wanted.map(([term, weight]) => data.caps[lengths[term]] * weight));
    if (!perfect) return scores;
    for (const [term, weight] of wanted) {
      documents[term].forEach((document, at) => { scores[document] += impacts[term][at] * data.grain * weight; });
    }
    return scores.map((score) => Math.floor((score * W.FULL) / perfect));
  }

  function listen(said) {
    const voices = new Array(names.length).fill(0);
    const add = (name, times) => {
      const feature = features.get(name);
      if (feature === undefined || !reach[feature]) return;
      const loudness = reach[feature] * times;
      topics.prior.forEach((prior, topic) => { voices[topic] += prior * loudness; });
      which[feature].forEach((topic, at) => { voices[topic] += topics.loud[loud[feature][at]] * loudness; });
    };
    said.forEach((term) => add(`${term}`, W.SINGLE));
    said.slice(1).forEach((term, at) => add(`${said[at]} ${term}`, W.PAIR));
    return voices;
  }

  function meant({ said, wanted, unknown }) {
    const voices = listen(said), ours = voices.slice(0, -1), elsewhere = voices.at(-1);
    if (!voices.some(Boolean)) return [ours, unknown > 0 && !wanted.length];
    const top = highest(ours);
    const lead = Math.min(W.SURE, top - Math.floor(sum(ours) / ours.length));
    const relevance = ours.map((voice) => Math.floor((Math.floor((Math.max(0, W.BEHIND - (top - voice)) * W.FULL) / W.BEHIND) * lead) / W.SURE));
    return [relevance, elsewhere + W.STRANGE * unknown - top > W.OFF_LEAD];
  }

  return function rank(understood, wishes) {
    const words = text(understood.wanted);
    const [relevance, elsewhere] = meant(understood);
    if (elsewhere && highest(words) < W.OFF_TEXT) return { scores: words.fill(0), about: [] };
    const lifted = new Array(size).fill(0);
    relevance.forEach((likely, topic) => aboutDocuments[topic].forEach((document, at) => {
      lifted[document] = Math.max(lifted[document], Math.floor((shares[topic][at] * likely) / 16));
    }));
    const scores = words.map((word, document) => word * W.TEXT + lifted[document] * W.TOPIC);
    for (const [field, values] of wishes) {
      for (const document of having(field, values)) if (scores[document] > 0 || !understood.wanted.length) scores[document] += W.WISH;
    }
    const heard = [...relevance.keys()].filter((topic) => relevance[topic]).sort((a, b) => relevance[b] - relevance[a] || a - b);
    return { scores, about: heard.slice(0, 3).map((topic) => names[topic]) };
  };
}

// The search itself (find.py) -----------------------------------------------------------------------------------------

/** find({q, place, age, filters: {field: [value]}}) over the data of a language: every hit, best first. */
export function createSearch(data) {
  const W = data.weigh;
  const all = [...Array(data.size).keys()];
  const areas = [null, ...data.areas.map((area) => area.split(" "))], area = numbers(data.area);
  const points = [null, ...data.points], point = numbers(data.point);
  const youngest = numbers(data.youngest), oldest = numbers(data.oldest);
  const topicNames = data.topics.names.split(" "), topicRuns = growing(data.topics.documents, numbers(data.topics.runs));
  const rows = Object.fromEntries(Object.entries(data.filters).map(([field, values]) => [field, new Map(Object.entries(values).map(([value, gaps]) => [value, grow(numbers(gaps))]))]));
  rows.topics = new Map(topicNames.map((name, at) => [name, topicRuns[at] ?? []]));
  const having = (field, values) => new Set(values.flatMap((value) => rows[field]?.get(value) ?? []));
  const [understand, heard, places] = [createVocabulary(data, W), createWishes(data.wished), createPlaces(data, W)];
  const rank = createRanking(data, W, having);

  function grouped(wishes) {
    const fields = new Map();
    for (const [field, value] of wishes) fields.set(field, [...(fields.get(field) ?? []), value]);
    return [...fields];
  }

  function find({ q = "", place: chosen = null, age = null, filters = {} }) {
    const [typed, named] = places.take(fold([...q].slice(0, W.LONGEST).join("")).split(" ").filter(Boolean));
    const place = chosen && places.known(chosen) ? chosen : named;
    const [words, wished] = heard(typed);
    const understood = understand(words);
    const ranking = words.length || wished.length ? rank(understood, grouped(wished)) : null;
    const reaches = areas.map((each) => places.reach(each, place)), reach = (document) => reaches[area[document]];
    const wanted = Object.entries(filters).filter(([, values]) => values.length).map(([field, values]) => having(field, values));
    const year = age === null ? null : Math.min(age, W.OLDEST);

    let kept = all.filter((document) => reach(document).reaches);
    const scores = ranking?.scores ?? all.map(() => 1);
    const weakest = highest(kept.map((document) => scores[document])) * W.WEAKEST;
    if (ranking) kept = kept.filter((document) => scores[document] * 100 > weakest);
    kept = kept.filter((document) => (year === null || (youngest[document] <= year && year <= oldest[document])) && wanted.every((each) => each.has(document)));

    const best = highest(kept.map((document) => scores[document]));
    const hits = kept.map((document) => ({
      document,
      score: scores[document],
      // Whoever typed nothing looks for services: pages come after them.
      band: ranking ? W.BANDS.filter((edge) => scores[document] * 100 < best * edge).length : Number(!area[document]),
      km: place && area[document] ? places.distance(place, points[point[document]]) : null,
      ...reach(document),
    }));
    const away = ({ km }) => km ?? 1e9;
    const near = (a, b) => a.band - b.band || a.steps - b.steps || away(a) - away(b);
    const order = place ? near : ranking ? () => 0 : (a, b) => a.band - b.band;
    hits.sort((a, b) => order(a, b) || b.score - a.score || a.document - b.document);
    const isLocal = ({ document, steps }) => area[document] && steps < W.WHOLE_NATION;
    return {
      total: hits.length,
      hits,
      respelt: understood.respelt,
      place,
      about: ranking?.about ?? [],
      outcome: hits.length ? "found" : ranking && !ranking.about.length ? "nothing-here" : "nothing-fits",
      local: place ? hits.filter(isLocal).length : 0,
    };
  }

  return { find, why: ({ document, steps, inside }) => (area[document] ? (steps === W.WHOLE_NATION ? "why_national" : inside ? "why_near" : "why_part") : null) };
}
