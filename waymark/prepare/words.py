"""The words of a page made ready for a Markdown builder: our references become ordinary links."""

import re
from collections.abc import Iterator
from html import escape

from waymark.content import Kind
from waymark.content.records import replace_references
from waymark.model import ChannelType, Contact
from waymark.text import digits, fold
from waymark.views import Views, channel_href

_ALONE = re.compile(r"^(?P<link>(?:[-*] +|\d+\. +)\[[^\[\]]*\]\([^)\s]+\))(?P<mark>\{[^}]*\})?[ \t]*$(?!\n[ \t]+\S)", re.MULTILINE)
_AWAY = re.compile(r"(?<=\]\()(?P<address>https?://[^)\s]+)\)(?!\{)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^)\s]+)\)")
_POLL = re.compile(r"!\[[^\[\]]*\]\(poll:(?P<poll>[a-z0-9-]+)\)")
_POLL_ALONE = re.compile(rf"^{_POLL.pattern}[ \t]*$", re.MULTILINE)


def polls_in(body: str) -> Iterator[str]:
    """The ids of the polls that a body asks for in its middle, ``![words](poll:id)`` alone on a line, each once."""
    yield from dict.fromkeys(match["poll"] for match in _POLL_ALONE.finditer(body))


def mark_polls(views: Views, body: str) -> str:
    """The body with a comment in place of each such line, which every builder leaves alone and the template replaces.

    A poll that this hub doesn't carry leaves nothing. In the middle of a line a poll can only be linked to.
    """

    def replace(match: re.Match[str]) -> str:
        return (
            f"\n<!--poll:{match['poll']}-->\n"
            if views.content.best(Kind.POLL, views.lang, match["poll"])
            else ""
        )

    return _POLL.sub(lambda match: match[0].removeprefix("!"), _POLL_ALONE.sub(replace, body))


def link_references(views: Views, body: str) -> str:
    """The body with ``[words](kind:id)`` as ``[words](address)``; words alone where the hub has no such page."""

    def replace(words: str, kind: str, target: str) -> str:
        if kind == "contact":
            return _contact_link(views, words, target)
        address = (
            views.addresses.need(views.lang, target)
            if kind == "need"
            else views.addresses.find(Kind(kind), views.lang, target)
        )
        return f"[{words}]({address})" if address else words

    return replace_references(body, replace)


def mark_links(body: str) -> str:
    """The body with all that a template would say of a link, and Markdown can't."""
    return mark_links_alone(mark_links_away(body))


def mark_links_away(body: str) -> str:
    """The body with a mark on each link to another site: whoever follows it doesn't say where they come from, whatever serves the hub."""
    return _AWAY.sub(r"\g<address>){rel=noreferrer}", body)


def mark_links_alone(body: str) -> str:
    """The body with a mark on each link that is a whole item of a list: nothing stands beside it, so it can be as big as a finger."""
    return _ALONE.sub(lambda match: f"{match['link']}{{.more-link{(match['mark'] or '}').replace('{', ' ')}", body)


def _contact_link(views: Views, words: str, target: str) -> str:
    contact_id, _, wanted = target.partition("/")
    contact = views.content.contacts.get(contact_id)
    if contact is None:
        return words
    channel = next((each for each in contact.channels if each.type == wanted), contact.channels[0])
    key = f"inline_{channel.type}" + ("_word" if channel.word and channel.type is ChannelType.TEXT else "")
    if key in views.strings and not _says_number(words, channel.value, contact):
        words = views.say(key, words=words, value=channel.value, word=channel.word)
    href = channel_href(channel)
    return f"[{words}]({href})" if href else words


def _says_number(words: str, value: str, contact: Contact) -> bool:
    """True where the words already are the number (999, 111), which nobody wants to read twice."""
    return digits(value) in digits(words) or fold(value) == fold(words)


def inline_html(views: Views, line: str) -> str:
    """One line of words with references and **strong** as HTML; everything else is escaped."""
    linked = escape(link_references(views, line), quote=False)
    linked = _LINK.sub(_anchor, linked)
    return _STRONG.sub(r"<strong>\1</strong>", linked)


def _anchor(match: re.Match[str]) -> str:
    address = match[2].replace('"', "&quot;")  # all else is escaped already
    rel = ' rel="noreferrer"' if address.startswith("http") else ""
    return f'<a href="{address}"{rel}>{match[1]}</a>'
