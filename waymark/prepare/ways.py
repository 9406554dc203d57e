"""Ways in: by what's going on, by how much time there is, by who somebody is."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from waymark.content import Entry, Kind
from waymark.model import Audience
from waymark.prepare.pick import about, services_for_language
from waymark.prepare.words import inline_html
from waymark.views import View, Views

WayPage = tuple[str, str, View]
"""Path below the language, kind (which is also the template), view."""
FOR: dict[Audience, str] = {Audience.FRIEND: "helping-a-friend", Audience.PARENT: "parents-carers"}
"""Readers with a page of their own, and the topic whose services are for them. Young people have the whole hub, schools the schools page."""
SHOWN_FOR_SOMEBODY = 6


def way_pages(views: Views) -> Iterator[WayPage]:
    """The pages that sort what there is by feeling, by time and by reader; those that would be empty are left out."""
    if groups := feeling_groups(views):
        yield "feelings", "feelings", {"groups": groups}
    if groups := five_minutes(views):
        yield "five-minutes", "five-minutes", {"groups": groups}
    for audience in FOR:
        if guides := _guides_for(views, audience):
            yield f"for/{audience}", "audience", audience_view(views, audience, guides)


def choices(views: Views) -> Mapping[str, Any]:
    """What editors chose for the ways in, in this language (``words/home.yml``)."""
    return (views.content.phrases.get("words/home") or {}).get(views.lang) or {}


def links(views: Views, ways: Iterable[Mapping[str, Any]]) -> list[View]:
    """Chosen ways as links, with the topic that gives each its drawing; those that lead to no page of this hub are left out."""
    found = []
    for way in ways:
        url, topic = _target(views, way)
        if url:
            topic = way.get("topic") or topic
            found.append({"label": way["label"], "line": way.get("line"), "url": url, "topic": topic})
    return found


def _target(views: Views, way: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Address and main topic. A page that the build makes is named by its path; ``only_living`` leaves it out where there is none."""
    if "path" in way:
        return views.addresses.path(views.lang, way["path"]), None
    kind = Kind(way["kind"])
    return views.addresses.find(kind, views.lang, way["id"]), topic_of(views, kind, way["id"])


WAYS = ("starts", "audiences", "ways")


def only_living(view: View, addresses: Collection[str]) -> View:
    """The home page's view without ways to pages that this hub doesn't have."""
    return {
        **view,
        **{key: [way for way in view[key] if way["url"] in addresses] for key in WAYS if key in view},
    }


def topic_of(views: Views, kind: Kind, entry_id: str) -> str | None:
    """The main topic of a page, or None."""
    entry = views.content.best(kind, views.lang, entry_id)
    if kind is Kind.TOPIC:
        return entry_id
    topics = getattr(entry.record, "topics", ()) if entry else ()
    return topics[0] if topics else None


def feeling_groups(views: Views) -> list[View]:
    """Everything that somebody might say, on the shelf of the page that it leads to."""
    chosen = choices(views)
    ways = links(views, (*chosen.get("feelings", ()), *chosen.get("more_feelings", ())))
    return _on_shelves(views, ways, lambda way: way["topic"], "feelings")


def five_minutes(views: Views) -> list[View]:
    """The small thing to do of every guide for young people. Guides with a quick way out stay off: they need all their words."""
    things = [
        {
            "topic": guide.record.topics[0],
            "title": guide.record.try_now.title,
            "steps": [inline_html(views, step) for step in guide.record.try_now.steps],
            "guide": {"title": guide.record.title, "url": views.addresses.of(guide)},
        }
        for guide in _guides_for(views, Audience.YOUNG_PERSON)
        if not guide.record.exit_page and not guide.record.content_note
    ]
    return _on_shelves(views, things, lambda thing: thing["topic"], "things")


def audience_view(views: Views, audience: Audience, guides: list[Entry]) -> View:
    """Pages and services for one kind of reader."""
    topic = FOR[audience]
    services = about(services_for_language(views.content, views.lang), [topic])[:SHOWN_FOR_SOMEBODY]
    label = (views.say(f"title_for_{audience}"), views.say(f"summary_for_{audience}"))
    return {
        "label": label[0],
        "line": label[1],
        "topic": topic,
        "topic_url": views.addresses.find(Kind.TOPIC, views.lang, topic),
        "guides": [views.guide(guide) for guide in guides],
        "services": [views.service(service) for service in services],
    }


def _guides_for(views: Views, audience: Audience) -> list[Entry]:
    return [guide for guide in views.content.of(Kind.GUIDE, views.lang) if guide.record.audience is audience]


def _on_shelves(views: Views, things: list[View], topic: Any, key: str) -> list[View]:
    """Things under the shelves of the topic index, in its order; what has no topic comes last, without a name."""
    content = views.content
    by_shelf: dict[str | None, list[View]] = {}
    for thing in things:
        known = content.topics.get(topic(thing) or "")
        by_shelf.setdefault(known.group if known else None, []).append(thing)
    return [
        {"slug": slug or "more", "label": label, key: by_shelf[slug]}
        for slug, label in (
            *((group.slug, group.label.get(views.lang, group.slug)) for group in content.groups.values()),
            (None, views.say("feelings_more")),
        )
        if slug in by_shelf
    ]
