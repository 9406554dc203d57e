// The device's matcher against the answers that waymark/crisis gave (tests/waymark/test_crisis.py writes them).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createMatcher } from "../../theme/js/crisis.js";
import { fold } from "../../theme/js/text.js";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const EALING = ["ealing", "nw-london", "london", "england", "united-kingdom"];
const AALBORG = ["aalborg", "north-jutland", "denmark"];

test("folds as Python does", () => {
  for (const { text, folded, note } of read(new URL("../cases/fold.json", import.meta.url))) assert.equal(fold(text), folded, note);
});

test("answers as Python does", { skip: !process.env.CRISIS }, () => {
  const [artifact, lines, expected] = ["artifact", "lines", "expected"].map((name) => read(`${process.env.CRISIS}/${name}.json`));
  const matcher = createMatcher(artifact);
  lines.forEach(([text, lang], at) => {
    const match = matcher.match(text, lang);
    const ealing = matcher.help(match, { nation: "GB-ENG", placeChain: EALING });
    const aalborg = matcher.help(match, { nation: "DK", placeChain: AALBORG, age: 15 });
    assert.deepEqual({ ...match, ealing, aalborg }, expected[at], text);
  });
});
