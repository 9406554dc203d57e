"""Every place has somebody for every need, or says honestly that nobody is known; every topic and every kind of hardship has help."""

from collections.abc import Iterator, Mapping

from waymark.checks.links import known_ids, missing
from waymark.content import Content, Entry, Kind, is_national, local_services
from waymark.content.records import Origin
from waymark.model.coverage import Deprivation
from waymark.problems import Problem

PRACTICAL = "content/_data/practical.yml"


def check_needs_of_places(content: Content) -> Iterator[Problem]:
    """Each place with a page has a service of its own for each of the five needs, or a record that none is known."""
    home = content.hub.languages[0]
    for page in content.of(Kind.PLACE, home):
        if page.id not in content.places:
            continue
        there = _needs(content, page.id, home)
        for need in content.needs:
            record = content.coverage.none_known.get(f"{page.id}/{need}")
            if need not in there and record is None:
                yield Problem(
                    content.origins["place", page.id].path,
                    1,
                    "need-uncovered",
                    f'nobody in "{page.id}" is listed for "{need}"',
                    "add a service, or say in none-known.yml where you looked and when",
                )
            if need in there and record is not None:
                origin = content.origins["none-known record", record.key]
                yield Problem(
                    origin.path,
                    origin.line_of(),
                    "need-covered-after-all",
                    f'"{there[need].id}" helps with "{need}" in "{page.id}"',
                    "take this record out",
                )


def check_none_known(content: Content) -> Iterator[Problem]:
    """A record that none is known names a place that exists, and its words are there in each language."""
    for record in content.coverage.none_known.values():
        origin = content.origins["none-known record", record.key]
        if record.place not in content.places:
            yield missing(origin.path, origin.line_of("place"), "place", record.place, content.places)
        for field in ("looked_in", "asked"):
            for index, words in enumerate(getattr(record, field)):
                yield from _untranslated(content, origin, (field, index), field, words)


def check_topics_have_services(content: Content) -> Iterator[Problem]:
    """Each topic with a page has at least one service for the whole country of the hub's first language."""
    lang = content.hub.languages[0]
    nation = content.hub.home_nation.get(lang, "")
    served = {
        topic
        for service in content.of(Kind.SERVICE, lang)
        if _serves(content, service, nation)
        for topic in service.record.topics
    }
    for page in content.of(Kind.TOPIC, lang):
        if page.id in content.topics and page.id not in served:
            yield Problem(
                page.path,
                1,
                "topic-without-service",
                f'no service of the whole country is about "{page.id}"',
                "add one, or add the topic to a service that helps with it",
            )


def check_practical(content: Content) -> Iterator[Problem]:
    """Practical help names topics, guides and services that exist, in words of each language."""
    known = known_ids(content)
    for record in content.coverage.practical.values():
        origin = content.origins["practical help", record.id]
        for field, noun in (("topics", "topic"), ("guides", "guide"), ("services", "service")):
            for index, wanted in enumerate(getattr(record, field)):
                if wanted not in known[noun]:
                    yield missing(origin.path, origin.line_of(field, index), noun, wanted, known[noun])
        yield from _untranslated(content, origin, ("label",), "label", record.label)
        yield from _untranslated(content, origin, ("line",), "line", record.line)
        for index, words in enumerate(record.steps):
            yield from _untranslated(content, origin, ("steps", index), "steps", words)


def check_domains(content: Content) -> Iterator[Problem]:
    """Where a hub has practical help, each of the seven domains of deprivation has a guide or a topic page."""
    records = content.coverage.practical.values()
    if not records:
        return
    guides = {entry.id for entry in content.of(Kind.GUIDE)}
    pages = {entry.id for entry in content.of(Kind.TOPIC)}
    told = {
        record.domain
        for record in records
        if not guides.isdisjoint(record.guides) or not pages.isdisjoint(record.topics)
    }
    for domain in Deprivation:
        if domain not in told:
            yield Problem(
                PRACTICAL,
                1,
                "domain-without-page",
                f'nothing is there to read about "{domain}"',
                "add a record with this domain, and a guide or a topic that has a page",
            )


def _needs(content: Content, place_id: str, lang: str) -> dict[str, Entry]:
    """need → a service that answers it there."""
    found: dict[str, Entry] = {}
    for service in local_services(content, place_id, lang):
        for need in service.record.needs:
            found.setdefault(need, service)
    return found


def _serves(content: Content, service: Entry, nation: str) -> bool:
    """True for an open service of this whole nation, or of the state around it."""
    places = [content.places[area] for area in service.record.area if area in content.places]
    return (
        service.record.status != "closed"
        and len(places) == len(service.record.area)
        and is_national(content, service)
        and any(place.nation.value in (nation, nation[:2]) for place in places)
    )


def _untranslated(
    content: Content, origin: Origin, at: tuple[str | int, ...], field: str, words: Mapping[str, str]
) -> Iterator[Problem]:
    for lang in content.hub.languages:
        if lang not in words:
            yield Problem(
                origin.path,
                origin.line_of(*at),
                "untranslated",
                f'"{field}" is missing in "{lang}"',
                f"add {lang}: to it",
            )


RULES = (
    check_needs_of_places,
    check_none_known,
    check_topics_have_services,
    check_practical,
    check_domains,
)
