// A poll's answer on the device: what is kept, what is sent, what an answer of the server means. No browser needed.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { answersOf, isOver, makeKey, meaning, pauseAfter, readCode, readMap, solve, today, withoutOld } from "../../theme/js/ballot.js";

test("a key is 128 random bits, and never the same twice", () => {
  assert.match(makeKey(), /^[0-9a-f]{32}$/);
  assert.notEqual(makeKey(), makeKey());
  assert.equal(makeKey((bytes) => bytes.fill(10)), "0a".repeat(16));
});

test("the closing day is the last one", () => {
  assert.equal(isOver("2027-01-31", "2027-01-31"), false);
  assert.equal(isOver("2027-01-31", "2027-02-01"), true);
  assert.equal(today(new Date("2027-01-31T23:30:00-02:00")), "2027-02-01");
});

test("whatever is stored, a map comes out", () => {
  for (const text of [null, "", "no", "[]", "null", "7"]) assert.deepEqual(readMap(text), {});
  assert.deepEqual(readMap('{"a": {"key": "k"}}'), { a: { key: "k" } });
});

test("a record goes thirty days after its poll closed, and a broken one at once", () => {
  const map = { kept: { key: "k", closes: "2027-01-31" }, old: { key: "k", closes: "2027-01-30" }, broken: {}, odd: null };
  assert.deepEqual(Object.keys(withoutOld(map, "2027-03-02")), ["kept"]);
});

test("a card's code is read as people type it, and nothing else is taken for one", () => {
  for (const text of ["#K7Q29FXM3TBD", "k7q2 9fxm 3tbd", "#K7Q2-9FXM-3TBD"]) assert.equal(readCode(text), "K7Q2 9FXM 3TBD");
  assert.equal(readCode("#oil29fxm3tbd"), "0112 9FXM 3TBD");
  for (const text of ["", "#main", "#helpers", "K7Q29FXM3TB", "K7Q29FXM3TBDD", "#%E0%A4%A"]) assert.equal(readCode(text), "");
});

test("a form's fields become answers; what was left out is left out", () => {
  const kinds = { mood: "one", where: "several", next: "rank", look: "pair", empty: "rank" };
  const pairs = [["lang", "en"], ["answer-mood", "good"], ["answer-where", "a"], ["answer-where", "b"], ["answer-next:1", ""], ["answer-next:2", "x"],
    ["answer-next:3", ""], ["answer-look:keep", "words"], ["answer-empty:1", ""], ["comment", "hello"]];
  assert.deepEqual(answersOf(pairs, kinds), { mood: "good", where: ["a", "b"], next: ["", "x"], look: { keep: "words" } });
});

test("trouble on the way keeps the answer; a refusal is told; a stamp is asked for anew", () => {
  assert.equal(meaning(200), "sent");
  for (const status of [0, 408, 429, 500, 502, 503, 504]) assert.equal(meaning(status), "keep", status);
  for (const [status, code] of [[429, "stamp-early"], [429, "proof-needed"], [400, "stamp-old"], [400, "proof-bad"]]) assert.equal(meaning(status, code), "stamp", code);
  assert.equal(meaning(409, "poll-closed"), "over");
  for (const [status, code] of [[400, "bad-code"], [409, "room-closed"], [413, "too-large"], [403, "cross-site"]]) assert.equal(meaning(status, code), "refused", code);
});

test("pauses grow, and stop growing", () => {
  const pauses = [1, 2, 3, 4, 5, 6, 50].map(pauseAfter);
  assert.deepEqual(pauses, [...pauses].sort((a, b) => a - b));
  assert.equal(pauses.at(-1), 300);
});

const sha = (data) => createHash("sha256").update(data).digest();
const ways = { digest: async (bytes) => sha(bytes), breathe: async () => {} };

test("solves the challenge and sends back what altcha asks for", async () => {
  const challenge = { algorithm: "SHA-256", challenge: sha("salt&777").toString("hex"), maxnumber: 1000, salt: "salt&", signature: "s" };
  const said = JSON.parse(atob(await solve(challenge, ways)));
  assert.deepEqual(said, { algorithm: "SHA-256", challenge: challenge.challenge, number: 777, salt: "salt&", signature: "s" });
});

test("gives up where no number fits", async () => {
  await assert.rejects(solve({ challenge: "none", maxnumber: 300, salt: "s" }, ways));
});
