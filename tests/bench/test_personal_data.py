"""How much the personal-data screen finds that it was not written for (T22). Figures for people: printed, never gated.

``pytest -q -s -m bench tests/bench/test_personal_data.py``. The held-out set is renewed each quarter by somebody who doesn't write rules.
"""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from site_api.personal_data import screen_of
from waymark.bundle import open_bundle

CASES = Path(__file__).parents[1] / "cases" / "personal"

pytestmark = pytest.mark.bench


@pytest.mark.parametrize("name", ["seen", "held-out"])
def test_found_and_wrongly_marked(hub_build, name, capsys):
    """Pieces found of those there are, and texts marked that are about nobody. Which ones is not told: that would be looking."""
    screen = screen_of(open_bundle(hub_build))
    cases = yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))
    figures: Counter[str] = Counter()
    for case in cases:
        masked = screen.mask(case["text"])
        figures["pieces"] += len(case["personal"])
        figures["found"] += sum(piece not in masked.text for piece in case["personal"])
        figures["clean"] += not case["personal"]
        figures["marked"] += bool(masked.kinds) and not case["personal"]
    with capsys.disabled():
        print(
            f"\npersonal data, {name}: {figures['found']} of {figures['pieces']} found, {figures['marked']} of {figures['clean']} texts without any marked"
        )
    assert figures["pieces"] >= 40
    assert figures["clean"] >= 20
