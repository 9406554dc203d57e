"""No place and no topic is left without help unless the page says so."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from waymark.checks import coverage
from waymark.content import Content, Entry, Kind, load_content
from waymark.content.records import Origin
from waymark.model import NeedKey
from waymark.model.coverage import NoneKnown


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def told(content: Content) -> list[tuple[str, str]]:
    """(path, code) of everything that the rules say."""
    return [(problem.path, problem.code) for rule in coverage.RULES for problem in rule(content)]


def changed(content: Content, keep: Any) -> Content:
    """The content with only those services that ``keep`` wants."""
    entries = {
        key: entry for key, entry in content.entries.items() if entry.kind is not Kind.SERVICE or keep(entry)
    }
    return dataclasses.replace(content, entries=entries)


def test_the_projects_own_places_and_topics_are_covered(content: Content) -> None:
    """Each place has the five needs or an honest record, each topic a national service, each domain a page."""
    assert told(content) == []


def test_a_place_that_loses_its_only_service_for_a_need_is_named(content: Content) -> None:
    """The problem stands at the place's own file."""
    without = changed(content, lambda entry: "getting-risk-support" not in entry.record.needs)
    found = told(without)
    assert ("content/_data/places/fleetwood.yml", "need-uncovered") in found
    assert ("content/_data/places/oxford.yml", "need-uncovered") not in found, (
        "oxford says that none is known"
    )


def test_help_for_the_whole_country_is_no_place_of_its_own(content: Content) -> None:
    """A place with national lines alone has nobody."""
    national = changed(content, lambda entry: coverage.is_national(content, entry))
    places = {path for path, code in told(national) if code == "need-uncovered"}
    pages = {entry.id for entry in content.of(Kind.PLACE, "en")}
    assert places == {f"content/_data/places/{place}.yml" for place in pages}


def test_a_closed_service_covers_nothing(content: Content) -> None:
    """Nor does it count for a topic."""

    def shut(entry: Entry) -> Entry:
        if entry.kind is not Kind.SERVICE:
            return entry
        return dataclasses.replace(entry, record=dataclasses.replace(entry.record, status="closed"))

    entries = {key: shut(entry) for key, entry in content.entries.items()}
    codes = {code for _, code in told(dataclasses.replace(content, entries=entries))}
    assert {"need-uncovered", "topic-without-service"} <= codes


def test_a_record_that_is_out_of_date_is_named(content: Content) -> None:
    """As soon as a service is listed, "none known" is no longer true."""
    record = NoneKnown(
        place="fleetwood",
        need=NeedKey.THRIVING,
        looked_in=({"en": "our list", "da": "vores liste"},),
        on=dt.date(2026, 11, 29),
    )
    origin = next(iter(content.origins.values()))
    with_record = dataclasses.replace(
        content,
        coverage=dataclasses.replace(content.coverage, none_known={record.key: record}),
        origins={**content.origins, ("none-known record", record.key): Origin(origin.document, ())},
    )
    assert "need-covered-after-all" in {code for _, code in told(with_record)}


def test_a_topic_without_a_national_service_is_named(content: Content) -> None:
    """Young carers' groups near us help nobody elsewhere."""
    local = changed(
        content,
        lambda entry: "young-carers" not in entry.record.topics or not coverage.is_national(content, entry),
    )
    assert ("content/en/topics/young-carers.md", "topic-without-service") in told(local)


def test_a_domain_of_deprivation_without_a_page_is_named(content: Content) -> None:
    """Each of the seven, not only money."""
    fewer = {key: record for key, record in content.coverage.practical.items() if record.domain != "crime"}
    found = told(
        dataclasses.replace(content, coverage=dataclasses.replace(content.coverage, practical=fewer))
    )
    assert found == [("content/_data/practical.yml", "domain-without-page")]


def test_a_hub_without_practical_help_is_left_alone(content: Content) -> None:
    """The file may be missing; half of it may not."""
    found = told(dataclasses.replace(content, coverage=dataclasses.replace(content.coverage, practical={})))
    assert "domain-without-page" not in {code for _, code in found}
