"""Cards come back as they were written, one at a time."""

from pathlib import Path

import pytest

from waymark.cards import open_cards, write_cards

CARDS = [
    {
        "type": "service",
        "id": "a-b",
        "title": 'Quoted "words", commas, {braces}',
        "summary": "Linje\nto æøå 🦊",
    },
    {"title": "Order of keys does not matter", "id": "guide", "type": "resource"},
]


def test_cards_come_back_by_type_and_id(tmp_path: Path) -> None:
    """Whatever stands in them."""
    write_cards(tmp_path / "cards.jsonl", CARDS)
    opened = open_cards(tmp_path / "cards.jsonl")
    assert {kind: {key: dict(card) for key, card in cards.items()} for kind, cards in opened.items()} == {
        "service": {"a-b": CARDS[0]},
        "resource": {"guide": CARDS[1]},
    }
    assert "a-b" in opened["service"] and "a-b" not in opened["resource"] and len(opened["service"]) == 1


def test_an_unknown_card_is_a_key_error(tmp_path: Path) -> None:
    """As of any mapping."""
    write_cards(tmp_path / "cards.jsonl", CARDS)
    with pytest.raises(KeyError):
        open_cards(tmp_path / "cards.jsonl")["service"]["nobody"]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """A build without a card is torn."""
    write_cards(tmp_path / "cards.jsonl", [])
    with pytest.raises(ValueError, match="is empty"):
        open_cards(tmp_path / "cards.jsonl")
