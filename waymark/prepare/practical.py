"""Practical help: money, food, a home, work, school, health, safety. One page, and a way from it to what is near."""

from collections.abc import Iterator

from waymark.content import Kind
from waymark.model.coverage import Practical
from waymark.prepare.words import inline_html
from waymark.views import View, Views, in_language

PATH = "practical-help"
SHOWN, ENOUGH_TO_READ = 2, 2
"""Services a part; and with how many guides it can do without the pages of its topics."""


def practical_pages(views: Views) -> Iterator[tuple[str, str, View]]:
    """The page, where the hub has practical help."""
    records = views.content.coverage.practical.values()
    if records:
        yield PATH, "practical", {"domains": [practical_view(views, record) for record in records]}


def practical_view(views: Views, record: Practical) -> View:
    """One kind of practical help: what to try first, guides, services of the whole country, and the search by place.

    Only what is written in this language: a page of rules of another country would lead astray.
    """
    content, lang = views.content, views.lang
    guides = [content.get(Kind.GUIDE, lang, guide) for guide in record.guides]
    services = [content.get(Kind.SERVICE, lang, service) for service in record.services]
    read = [guide for guide in guides if guide]
    topics = [topic for topic in views.topics(record.topics) if content.get(Kind.TOPIC, lang, topic["slug"])]
    wishes = [*(f"kind={kind}" for kind in record.kinds), *(f"topic={topic}" for topic in record.topics)]
    return {
        "id": record.id,
        "label": in_language(record.label, lang),
        "line": in_language(record.line, lang),
        "steps": [inline_html(views, words) for each in record.steps if (words := in_language(each, lang))],
        "guides": [views.guide(guide) for guide in read],
        "services": [views.service(service) for service in services if service][:SHOWN],
        "topics": topics if len(read) < ENOUGH_TO_READ else [],
        "find_url": f"{views.addresses.path(lang, 'find')}?{'&'.join(wishes)}",
    }
