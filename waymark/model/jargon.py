"""Words that adults in health, school and the council use, and what each means in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from waymark.model.loop import Reference
from waymark.model.shared import STRICT, Check, Hint, Line, Slug, Words

Spellings = Mapping[str, tuple[Line, ...]]


@dataclass(frozen=True, kw_only=True)
class Term:
    """One word of the list, in every language that has it. Wherever a page uses it first, it is explained there."""

    __pydantic_config__ = STRICT
    id: Annotated[Slug, Hint("Also its address in the list, so permanent.")]
    term: Annotated[Words, Hint("The word as people write it, in each language that has it.")]
    also: Annotated[Spellings, Hint("Other names and short forms; people read them beside the word.")] = (
        field(default_factory=dict)
    )
    forms: Annotated[
        Spellings, Hint("Plurals and other endings: found in pages like the word, not shown in the list.")
    ] = field(default_factory=dict)
    words: Annotated[Words, Hint("What it means: one or two short sentences in each of its languages.")]
    more: Annotated[Reference | None, Hint("A page that tells more.")] = None
    check: Check = Check()

    def spellings(self, lang: str) -> tuple[str, ...]:
        """Everything that stands for it in this language; nothing where the language has no such word."""
        if lang not in self.term:
            return ()
        return (self.term[lang], *self.also.get(lang, ()), *self.forms.get(lang, ()))
