"""Jargon explained where it is met: the first use of each word of ``jargon.yml`` on a page becomes a link to its meaning.

The meanings stand in a list behind the page's words (``page.meta.terms``, the component ``word-list``), so that nobody has to
leave the page, and it works without scripts and without a connection. Headings, links, quotations (a quotation is a screen to
show somebody), code and what is marked already are left alone. So is a word that the page explains itself, in a list item that
begins with it in bold: "- **GP:** a family doctor". A link that a writer made to the list of words becomes one of these links.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from waymark.content import Entry, Kind
from waymark.model import Guide
from waymark.model.jargon import Term
from waymark.prepare.alphabet import first_letter, in_order
from waymark.views import View, Views

WITHOUT_TERMS = frozenset({"help-now", "home", "easy", "jargon", "poll"})
"""Layouts that explain nothing: who is on Get help now reads to act, easy read has no jargon, the list is the list."""
MOST = 12
"""Words explained on one page: more dots than that are harder to read than the words."""
JARGON = "jargon"
"""The layout of the guide that lists all words."""

_MARKDOWN = (
    r"^(?:```|~~~).*?^(?:```|~~~)[^\n]*$",
    r"^\#{1,6} [^\n]*$",
    r"^[ \t]*>[^\n]*$",
    r"<!--.*?-->",
    r"<[^>\n]+>",
    r"!?\[[^\]\n]*\]\([^)\n]*\)(?:\{[^}\n]*\})?",
    r"`[^`\n]*`",
    r"\{[:#][^}\n]*\}",
)
_HTML = (r"<a\b[^>]*>.*?</a>", r"<[^>]+>")
_OWN = re.compile(
    r"^[ \t]*[-*] \*\*\[?(?P<words>[^*\n\[\]:]+)(?:\]\([^)\n]*\))?(?::\*\*|\*\*:)", re.MULTILINE
)
"""A word in bold with a colon at the start of a list item: what it means follows."""
_BY_HAND = re.compile(r"\[(?P<words>[^\]\n]+)\]\((?P<address>[^)#\s]+)(?:#[^)]*)?\)")
_FLAGS = re.MULTILINE | re.DOTALL


def explain(views: Views, entry: Entry, view: View, body: str) -> tuple[View, str, list[View]]:
    """The page's view and words with the first uses marked, and what its list of words holds, in the order of meeting.

    Words that are met only where nothing can be a link (title, summary, a service's facts) are in the list too.
    """
    if getattr(entry.record, "layout", entry.kind.value) in WITHOUT_TERMS or entry.kind is Kind.POLL:
        return view, body, []
    glossary, url = _Glossary.of(views), jargon_url(views)
    page = _Page(glossary, url, frozenset(glossary.ids(match["words"] for match in _OWN.finditer(body))))
    if entry.kind is Kind.GUIDE:
        block = view["try_now"]
        view = {
            **view,
            "try_now": {**block, "steps": [page.mark(step, html=True) for step in block["steps"]]},
        }
    body = page.mark(body)
    for words in _printed(entry.record):
        page.note(words)
    return view, body, [term_view(views, term, url, linked=linked) for term, linked in page.found.values()]


def term_view(views: Views, term: Term, url: str | None, *, linked: bool = False) -> View:
    """A word with its meaning. ``url`` is the page of all words, ``linked`` tells whether the page's words lead to it."""
    return {
        "id": term.id,
        "term": term.term[views.lang],
        "also": list(term.also.get(views.lang, ())),
        "meaning": term.words[views.lang],
        "url": f"{url}#{term.id}" if url else None,
        "linked": linked,
    }


def terms_of(views: Views) -> Iterator[Term]:
    """The words that this language has."""
    return (term for term in views.content.jargon.values() if views.lang in term.term)


def jargon_url(views: Views) -> str | None:
    """The page of all words; None where this language has none."""
    guides = views.content.of(Kind.GUIDE, views.lang)
    return next((views.addresses.of(each) for each in guides if each.record.layout == JARGON), None)


def jargon_letters(views: Views) -> list[View]:
    """All words by their first letter, as the jargon buster prints them."""
    by_letter: dict[str, list[View]] = {}
    url = jargon_url(views)
    for term in sorted(terms_of(views), key=lambda each: in_order(views, each.term[views.lang])):
        shown = {**term_view(views, term, url), "more": _more(views, term)}
        by_letter.setdefault(first_letter(views, term.term[views.lang]), []).append(shown)
    return [{"letter": letter, "terms": found} for letter, found in by_letter.items()]


def _more(views: Views, term: Term) -> View | None:
    kind, _, target = (term.more or "").partition(":")
    entry = views.content.get(Kind(kind), views.lang, target) if term.more else None
    return {"label": entry.record.title, "url": views.addresses.of(entry)} if entry else None


def _printed(record: Any) -> Iterator[str]:
    """Words of a record that a page prints as they are."""
    names = ("title", "summary", "who", "get_in", "next_steps", "length", "safe", "private", "no_contact")
    for name in names:
        value = getattr(record, name, None) or ()
        yield from (value,) if isinstance(value, str) else value
    if isinstance(record, Guide):
        yield record.try_now.title


@dataclass(frozen=True)
class _Glossary:
    """The words of one language by every spelling. Short forms count as written, other words in any case."""

    exact: Mapping[str, Term]
    folded: Mapping[str, Term]
    patterns: dict[tuple[tuple[str, ...], bool], re.Pattern[str]] = field(default_factory=dict)
    """Made once for all pages of a language."""

    @classmethod
    def of(cls, views: Views) -> "_Glossary":
        """The glossary of a language, the same one for all its pages."""
        words, known = _latest.get(views.lang, (None, None))
        if known is None or words is not views.content.jargon:
            known = cls._made(views)
            _latest[views.lang] = views.content.jargon, known
        return known

    @classmethod
    def _made(cls, views: Views) -> "_Glossary":
        pairs = [(each, term) for term in terms_of(views) for each in term.spellings(views.lang)]
        return cls(
            {each: term for each, term in pairs if is_exact(each)},
            {each.lower(): term for each, term in pairs if not is_exact(each)},
        )

    def find(self, words: str) -> Term | None:
        return self.exact.get(words) or self.folded.get(words.lower())

    def ids(self, spellings: Iterable[str]) -> Iterator[str]:
        """The ids of those that are words of the list."""
        return (term.id for words in spellings if (term := self.find(words.strip())))

    def pattern(self, skipped: tuple[str, ...], *, html: bool) -> re.Pattern[str]:
        """What is left alone, or a word of the list: the longest first, and never a part of a longer word."""
        if (skipped, html) not in self.patterns:
            self.patterns[skipped, html] = self._pattern(skipped, html=html)
        return self.patterns[skipped, html]

    def _pattern(self, skipped: tuple[str, ...], *, html: bool) -> re.Pattern[str]:
        exact, folded = _either(self.exact, html=html), _either(self.folded, html=html)
        left_alone = "|".join(skipped) or r"(?!)"
        return re.compile(
            rf"{left_alone}|(?P<word>(?<![\w/&@.-])(?:(?i:{folded})|{exact})(?!\w|[-/&@]\w|\+))", _FLAGS
        )


_latest: dict[str, tuple[Mapping[str, Term], _Glossary]] = {}
"""The glossary made last for each language, with the words that it was made of."""


def is_exact(spelling: str) -> bool:
    """True for short forms, "CAMHS" and "EHC plan": lower-case letters may spell another word ("send")."""
    return bool(re.search(r"[A-ZÆØÅ][\w&]*[A-ZÆØÅ]", spelling))


def _either(spellings: Iterable[str], *, html: bool) -> str:
    """Any of the spellings, the longest first. Those that begin alike stand together: most places of a page are passed by quickly."""
    ordered = sorted(spellings, key=lambda each: (-len(each), each))
    by_letter: dict[str, list[str]] = {}
    for each in (escape(each) if html else each for each in ordered):
        by_letter.setdefault(each[0], []).append(re.escape(each[1:]))
    groups = (f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return "|".join(groups) or r"(?!)"


@dataclass(frozen=True)
class _Page:
    """What one page has explained so far."""

    glossary: _Glossary
    url: str | None
    told: frozenset[str]
    found: dict[str, tuple[Term, bool]] = field(default_factory=dict)

    def mark(self, words: str, *, html: bool = False) -> str:
        """The words with each first use as a link into the list of words."""
        pattern = self.glossary.pattern(_HTML if html else _MARKDOWN, html=html)

        def replace(match: re.Match[str]) -> str:
            words = match["word"] or self._by_hand(match[0])
            term = self._new(words, html=html)
            if term is None:
                return match[0]
            self.found[term.id] = (term, True)
            return _html_link(words, term.id) if html else _markdown_link(words, term.id)

        return pattern.sub(replace, words)

    def note(self, words: str) -> None:
        """Puts words into the list that stand where nothing can be a link."""
        for match in self.glossary.pattern((), html=False).finditer(words):
            if term := self._new(match["word"]):
                self.found[term.id] = (term, False)

    def _by_hand(self, link: str) -> str | None:
        """The words of a link that a writer made to the list of words."""
        match = _BY_HAND.fullmatch(link)
        return match["words"] if match and match["address"] == self.url else None

    def _new(self, words: str | None, *, html: bool = False) -> Term | None:
        if words is None or len(self.found) >= MOST:
            return None
        term = self.glossary.find(words.replace("&amp;", "&") if html else words)
        return None if term is None or term.id in self.found or term.id in self.told else term


def _markdown_link(words: str, id: str) -> str:
    return f'[{words}](#word-{id}){{: .word-list__link #in-{id} aria-describedby="meaning-{id}" }}'


def _html_link(words: str, id: str) -> str:
    return f'<a class="word-list__link" id="in-{id}" aria-describedby="meaning-{id}" href="#word-{id}">{words}</a>'
