// What a device keeps, without a browser: the state, its order, places that are typed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { age, findPlaces, isEmpty, isSaved, moved, parse, pick, tooOld, withItem, without } from "../../theme/js/kept.js";

const item = (url) => ({ kind: "guide", title: url, url, lang: "en" });
const three = ["/a/", "/b/", "/c/"].map(item).reduce(withItem, parse(null));
const order = ({ saved }) => saved.map(({ url }) => url);

test("whatever is stored, a state comes out", () => {
  for (const text of [null, "", "no", "[]", "null", "7", '{"saved": 3, "settings": [], "place": {}}']) assert.ok(isEmpty(parse(text)), text);
  assert.deepEqual(parse('{"v":1,"place":"ealing","settings":{"size":"2"},"saved":[]}'), { v: 1, place: "ealing", settings: { size: "2" }, saved: [] });
});

test("only addresses of our own come out of what is stored", () => {
  const saved = ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/ours/", null].map((url) => ({ url, title: "x" }));
  assert.deepEqual(order(parse(JSON.stringify({ saved }))), ["/ours/"]);
});

test("an entry is there once, and goes", () => {
  assert.deepEqual(order(withItem(three, item("/b/"))), ["/a/", "/b/", "/c/"]);
  assert.deepEqual(order(without(three, "/b/")), ["/a/", "/c/"]);
  assert.equal(isSaved(three, "/b/"), true);
  assert.equal(isSaved(without(three, "/b/"), "/b/"), false);
});

test("an entry moves a step, and stays at the ends", () => {
  assert.deepEqual(order(moved(three, "/c/", -1)), ["/a/", "/c/", "/b/"]);
  assert.deepEqual(order(moved(three, "/a/", 1)), ["/b/", "/a/", "/c/"]);
  for (const [url, step] of [["/a/", -1], ["/c/", 1], ["/no/", 1]]) assert.deepEqual(order(moved(three, url, step)), ["/a/", "/b/", "/c/"]);
  assert.deepEqual(order(three), ["/a/", "/b/", "/c/"]);
});

test("a place is found by its name, its postcode, or how it begins", () => {
  const places = {
    ealing: { names: ["ealing"], codes: "W5 W13" },
    aalborg: { names: ["aalborg", "aalborg by"], codes: "9000" },
    "north-ealing": { names: ["north ealing"], codes: "" },
    east: { names: ["east end"], codes: "E1" },
  };
  assert.deepEqual(findPlaces(places, "ealing"), ["ealing"]);
  assert.deepEqual(findPlaces(places, "w5", "W5"), ["ealing"]);
  assert.deepEqual(findPlaces(places, "eal"), ["ealing", "north-ealing"]);
  assert.deepEqual(findPlaces(places, "e"), []);
  assert.deepEqual(findPlaces(places, "", undefined), []);
  assert.deepEqual(findPlaces(places, "zz9", "ZZ9"), []);
});

test("at most four services, the closest first, each once", () => {
  const near = { services: ["a", "b", "c", "d", "e", "f"], topics: { one: [5, 0, 2], two: [2, 3, 4] } };
  assert.deepEqual(pick(near, ["one", "two", "three"]), ["a", "c", "d", "e"]);
  assert.deepEqual(pick(near, ["three"]), []);
});

test("a copy is trusted for ninety days, and without a day never", () => {
  const copy = (day) => ({ answer: { headers: new Headers(day ? { "Waymark-Kept": day } : { "Waymark-Kept": "" }) }, day });
  const ago = (days) => new Date(Date.now() - days * 864e5).toISOString();
  assert.equal(tooOld(copy(ago(89))), false);
  assert.equal(tooOld(copy(ago(91))), true);
  assert.equal(tooOld(copy("")), true);
  assert.equal(tooOld({ answer: { headers: new Headers() }, day: null }), false);
  assert.equal(age("no day"), Infinity);
});
