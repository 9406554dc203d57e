"""Pages that nobody writes because they follow from the others: lists, needs, A to Z, find, and the shells."""

from collections.abc import Iterable, Iterator

from waymark.content import Entry, Kind
from waymark.prepare.alphabet import first_letter, in_order
from waymark.prepare.device_pages import device_pages
from waymark.prepare.easy import easy_pages
from waymark.prepare.loop import loop_pages, other_pages
from waymark.prepare.pick import is_national
from waymark.prepare.place_lists import place_list_pages
from waymark.prepare.practical import practical_pages
from waymark.prepare.shared import place_tree, topic_groups
from waymark.prepare.ways import way_pages
from waymark.views import View, Views

ListPage = tuple[str, str, View]
"""Path below the language, kind (which is also the template), view."""


def list_pages(views: Views) -> Iterator[ListPage]:
    """Every list page that has something to list, and the pages that stand ready for the server and the offline worker."""
    content, lang = views.content, views.lang
    guides, services = list(content.of(Kind.GUIDE, lang)), list(content.of(Kind.SERVICE, lang))
    if groups := topic_groups(views):
        yield "topics/index", "topics", {"groups": groups}
    if guides:
        yield "guides/index", "guides", {"groups": guide_groups(views, guides)}
    if services:
        yield "services/index", "services", {"groups": service_groups(views, services)}
    if list(content.of(Kind.PLACE, lang)):
        yield "places/index", "places", {"tree": place_tree(views)}
    for key in content.needs:
        cards = [views.guide(guide) for guide in guides if key in guide.record.needs]
        national = [
            views.service(service)
            for service in services
            if key in service.record.needs and is_national(content, service)
        ]
        yield f"needs/{key}", "need", {"need": views.need(key), "guides": cards, "services": national}
    yield "a-z", "a-z", {"letters": letters(views)}
    yield "find", "find", find_view(views)
    yield "message", "message", {"contacts": views.contacts(content.hub.unknown_place_contacts[lang])}
    yield from device_pages(views)
    yield from way_pages(views)
    yield from place_list_pages(views)
    yield from practical_pages(views)
    yield from easy_pages(views)
    yield from poll_pages(views)
    yield from loop_pages(views)


def poll_pages(views: Views) -> Iterator[ListPage]:
    """The list of polls; for each a page of thanks, so that an answer without scripts ends somewhere kind, and a sheet to print."""
    polls = [views.poll(entry) for entry in views.content.of(Kind.POLL, views.lang)]
    if polls:
        yield (
            "polls/index",
            "polls",
            {
                **_by_state(poll for poll in polls if not poll["example"]),
                "examples": _by_state(poll for poll in polls if poll["example"]),
                **other_pages(views),
            },
        )
    for poll in polls:
        yield f"polls/{poll['id']}/thanks", "poll-thanks", {"poll": poll}
        yield f"polls/{poll['id']}/sheet", "poll-sheet", {"poll": poll}


def _by_state(polls: Iterable[View]) -> dict[str, list[View]]:
    """Polls that can be answered, that open later, and that have closed."""
    found: dict[str, list[View]] = {"open": [], "soon": [], "closed": []}
    for poll in polls:
        found[poll["state"]].append(poll)
    return found


def guide_groups(views: Views, guides: list[Entry]) -> list[View]:
    """Guides under the shelf of their main topic."""
    groups = []
    for group in views.content.groups.values():
        cards = [views.guide(guide) for guide in guides if _shelf(views, guide) == group.slug]
        if cards:
            groups.append(
                {
                    "label": group.label.get(views.lang, group.slug),
                    "cards": sorted(cards, key=lambda card: card["title"].casefold()),
                }
            )
    return groups


def _shelf(views: Views, guide: Entry) -> str | None:
    topic = views.content.topics.get(guide.record.topics[0])
    return topic.group if topic else None


def service_groups(views: Views, services: list[Entry]) -> list[View]:
    """Services by the first place they serve: those of a whole country as cards, then place by place, how many there are.

    Only the first kind is listed whole, so that the page stays small when a region brings thousands: a place's own page has the others.
    """
    by_place: dict[str, list[Entry]] = {}
    for service in sorted(services, key=lambda entry: entry.record.title.casefold()):
        by_place.setdefault(service.record.area[0], []).append(service)
    order = sorted(
        by_place, key=lambda place: (len(views.content.geography.chain(place)), views.place_name(place))
    )
    whole = {place for place in by_place if views.content.places[place].type in ("nation", "state")}
    find = views.addresses.path(views.lang, "find")
    return [
        {
            "label": views.place_name(place),
            "cards": [views.service(service) for service in by_place[place]] if place in whole else [],
            "count": len(by_place[place]),
            "url": views.addresses.find(Kind.PLACE, views.lang, place) or f"{find}?place={place}",
        }
        for place in order
    ]


def letters(views: Views) -> list[View]:
    """Every page by its first letter."""
    content, entries = views.content, []
    for kind in (Kind.GUIDE, Kind.SERVICE, Kind.TOPIC, Kind.PLACE):
        for entry in content.of(kind, views.lang):
            entries.append(
                {
                    "label": entry.record.title,
                    "url": views.addresses.of(entry),
                    "kind_label": views.say(f"entry_{kind}"),
                }
            )
    by_letter: dict[str, list[View]] = {}
    for item in sorted(entries, key=lambda each: (in_order(views, each["label"]), each["url"])):
        by_letter.setdefault(first_letter(views, item["label"]), []).append(item)
    ordered = sorted(by_letter.items(), key=lambda each: in_order(views, each[0]))
    return [{"letter": letter, "entries": found} for letter, found in ordered]


def find_view(views: Views) -> View:
    """What the search form offers to choose from."""
    strings = views.strings

    def choices(prefix: str) -> list[View]:
        return [
            {"id": key.removeprefix(prefix), "label": words}
            for key, words in strings.items()
            if key.startswith(prefix)
        ]

    flat: list[View] = []

    def walk(branches: list[View]) -> None:
        for branch in branches:
            flat.append({"id": branch["id"], "name": branch["name"], "depth": branch["depth"]})
            walk(branch["children"])

    walk(place_tree(views))
    return {
        "kinds": choices("kind_"),
        "how": choices("how_"),
        "costs": choices("cost_"),
        "places": flat,
        "contacts": views.contacts(views.content.hub.unknown_place_contacts[views.lang]),
    }
