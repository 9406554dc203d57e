"""The notation editors write phrases in, turned into plain regular expressions that Python and JavaScript read alike.

    want to die            these words, one after the other
    (want|need) to die     one of them; (a|b)? and word? may be missing
    want * die             up to three words between; ** up to eight; never a "not" among them
    keep _ing myself       _ is any one word, _ing any word that ends so
    {want} to {die}        word lists that slots.yml defines once
    embarrass_ myself      a word that begins so
    !{harmless} _ myself   ! and a group or slot: the words that follow are not these
    ^ help me $            nothing before, nothing after

Every word is folded and its short form written out, as people's words are, so "don't", "dont" and "do not" are one.
A text to search is words with one space after each; expressions begin at a word and hold no nested repetition without a bound.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from waymark.text import fold

_TOKEN = re.compile(r"\{[a-z_]+\}|[()|?^$!]|\*\*?|_[a-z]*|[a-z0-9]+_|[^\s()|?{}*^$_!]+")
_NO_NOT = "(?!not |never |ikke |aldrig )"
_ANY = _NO_NOT + "[a-z0-9]{1,24} "
GAPS = {"gap": f"(?:{_ANY}){{0,3}}?", "long_gap": f"(?:{_ANY}){{0,8}}?", "word": _ANY}
"""Slots that every lexicon has; the artifact carries them beside the editors' own."""

_GAP_NAMES = {"*": "gap", "**": "long_gap"}
_COMMON = """
i a an the to my me is am are was it of in on and not do does did have has had be been for with that this so you your want wants get go
going can will would just all at he she they his her their we us up out what how if when who but or
jeg er det den en et har mig min mit ikke og til med for vil kan han hun de paa som
"""
COMMON = frozenset(_COMMON.split())
"""Words that nearly every query holds: poor keys for choosing which expressions to try."""


class NotationError(ValueError):
    """A phrase that can't be read, said in a sentence."""


@dataclass(frozen=True)
class Phrase:
    """A compiled phrase: its expression (slots still by name), and which words one must see before trying it.

    ``keys`` is a span of the expression: every text that fits has one of the words in it. Where such a span would hold words that
    nearly every text has, ``keys`` is the words themselves.
    """

    pattern: str
    keys: tuple[int, int] | str

    def to_list(self) -> list[Any]:
        """As the artifact holds it."""
        return [self.pattern, self.keys] if isinstance(self.keys, str) else [self.pattern, *self.keys]


Node = tuple[str, Any]
Expand = Callable[[str], str]


def parse(text: str) -> Node:
    """The tree of one phrase."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s+", "", text):
        raise NotationError(f'"{text}" holds a mark that means nothing here')
    stack: list[list[list[Node]]] = [[[]]]
    for token in tokens:
        here = stack[-1][-1]
        if token == "(":
            stack.append([[]])
        elif token == "|":
            if len(stack) == 1:
                raise NotationError(f'"{text}" has a | outside round brackets')
            stack[-1].append([])
        elif token == ")":
            if len(stack) == 1:
                raise NotationError(f'"{text}" closes a bracket that it never opened')
            options = stack.pop()
            stack[-1][-1].append(("any", [_bound(option) for option in options]))
        elif token == "?":
            if not here:
                raise NotationError(f'"{text}" has a ? with nothing before it')
            here.append(("maybe", here.pop()))
        elif token == "!":
            here.append(("bang", token))
        elif token[-1] == "_" and token != "_":
            here.append(("stem", token[:-1]))
        elif token[0] in "^$*_{":
            here.append(
                (
                    {"^": "edge", "$": "edge", "*": "gap", "_": "wild", "{": "slot"}[token[0]],
                    token.strip("{}"),
                )
            )
        else:
            here.append(("word", token))
    if len(stack) > 1:
        raise NotationError(f'"{text}" opens a bracket that it never closes')
    if not stack[0][0]:
        raise NotationError("a phrase is empty")
    return _bound(stack[0][0])


def _bound(parts: list[Node]) -> Node:
    """A sequence in which each ! has taken hold of what follows it."""
    bound: list[Node] = []
    for part in parts:
        if bound and bound[-1][0] == "bang":
            bound[-1] = ("unless", part)
        else:
            bound.append(part)
    if bound and bound[-1][0] == "bang":
        raise NotationError("a ! has nothing after it")
    return ("all", bound)


def compile_phrase(text: str, slots: Mapping[str, Node], expand: Expand) -> Phrase:
    """One phrase of an editor, ready for the artifact. Raises NotationError."""
    node = parse(text)
    parts = [_pattern(part, slots, expand, inline=False) for part in node[1]]
    best = min(
        ((keys, at) for at, keys in enumerate(_keys(part, slots, expand) for part in node[1]) if keys),
        key=lambda found: _weight(found[0]),
        default=(frozenset(), 0),
    )
    before = r"\b" + "".join(parts[: best[1]])
    span = (len(before), len(before) + len(parts[best[1]]))
    plain = best[0] and _only_telling(node[1][best[1]], slots, expand)
    return Phrase(
        r"\b" + "".join(parts),
        span if plain else " ".join(sorted(best[0])),
    )


def _only_telling(node: Node, slots: Mapping[str, Node], expand: Expand) -> bool:
    """True when each way through a part holds a word that is not common, so that a reader may leave the common ones out."""
    kind, value = node
    if kind == "word":
        return any(word not in COMMON for word in _written(value, expand))
    if kind == "slot":
        return value in slots and _only_telling(slots[value], slots, expand)
    if kind == "all":
        return any(_only_telling(part, slots, expand) for part in value)
    return kind == "any" and all(_only_telling(part, slots, expand) for part in value)


def slot_pattern(name: str, slots: Mapping[str, Node], expand: Expand) -> str:
    """The expression of a slot, with the slots inside it written out."""
    return _pattern(slots[name], slots, expand, inline=True)


@lru_cache(maxsize=20_000)
def _written(word: str, expand: Expand) -> tuple[str, ...]:
    """A word of a phrase as the matcher will see it. The same few thousand words come again and again."""
    return tuple(expand(fold(word)).split())


def _pattern(node: Node, slots: Mapping[str, Node], expand: Expand, *, inline: bool) -> str:
    kind, value = node
    if kind == "all":
        return "".join(_pattern(part, slots, expand, inline=inline) for part in value)
    if kind == "any":
        # the longest first: an exception has to reach over all that it can cover
        options = sorted(
            {_pattern(part, slots, expand, inline=inline) for part in value},
            key=lambda option: (-len(option), option),
        )
        return f"(?:{'|'.join(options)})"
    if kind == "maybe":
        return f"(?:{_pattern(value, slots, expand, inline=inline)})?"
    if kind == "unless":
        return f"(?!{_pattern(value, slots, expand, inline=inline)})"
    if kind == "gap":
        return GAPS[_GAP_NAMES[value]] if inline else "{" + _GAP_NAMES[value] + "}"
    if kind == "stem":
        return f"{value}[a-z0-9]{{0,8}} "
    if kind == "wild":
        if value == "_":
            return GAPS["word"] if inline else "{word}"
        return f"{_NO_NOT}[a-z0-9]{{1,20}}{value[1:]} "
    if kind == "edge":
        return value
    if kind == "slot":
        if value not in slots:
            raise NotationError(f'the slot "{value}" is not defined in slots.yml')
        return _pattern(slots[value], slots, expand, inline=True) if inline else "{" + value + "}"
    return "".join(f"{word} " for word in _written(value, expand))


def _keys(node: Node, slots: Mapping[str, Node], expand: Expand) -> frozenset[str] | None:
    """The best set of words of which one is in every text that fits; None when no such set exists."""
    kind, value = node
    if kind == "word":
        return min((frozenset({word}) for word in _written(value, expand)), key=_weight, default=None)
    if kind == "slot":
        return _keys(slots[value], slots, expand) if value in slots else None
    if kind == "all":
        found = [keys for keys in (_keys(part, slots, expand) for part in value) if keys]
        return min(found, key=_weight, default=None)
    if kind == "any":
        parts = [_keys(part, slots, expand) for part in value]
        return frozenset().union(*[keys for keys in parts if keys]) if all(parts) else None
    return None


def _weight(words: Any) -> tuple[int, str]:
    return sum(50 if word in COMMON else 1 for word in words), min(words)
