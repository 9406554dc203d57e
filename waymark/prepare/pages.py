"""The data behind each kind of page: one small function a kind."""

from collections.abc import Callable, Iterable
from typing import Any

from waymark.content import Entry, Kind
from waymark.model import MadeWith, Source
from waymark.prepare.alongside import TURNED_AWAY, alongside, if_turned_away
from waymark.prepare.easy import easy_view, is_easy
from waymark.prepare.pick import about, is_national, services_for_language
from waymark.prepare.place_lists import place_view
from waymark.prepare.promises import LAYOUT as PRIVACY
from waymark.prepare.promises import promises_view
from waymark.prepare.results import poll_results
from waymark.prepare.terms import JARGON, jargon_letters
from waymark.prepare.ways import choices, five_minutes, links
from waymark.prepare.words import inline_html, polls_in
from waymark.views import View, Views

SHOWN_ON_A_TOPIC, SHOWN_ALONGSIDE, SHOWN_FEATURED = 12, 3, 6


def made_with(record: MadeWith) -> View:
    """Who shaped a page."""
    return {"young_people": list(record.young_people), "others": list(record.others), "note": record.note}


def sources(records: tuple[Source, ...]) -> list[View]:
    """What a page rests on."""
    return [{"title": source.title, "url": source.url, "date": source.date} for source in records]


def _poll(views: Views, poll_id: str | None) -> View | None:
    entry = views.content.best(Kind.POLL, views.lang, poll_id) if poll_id else None
    return views.poll(entry) if entry else None


def inline_polls(views: Views, entry: Entry) -> list[View]:
    """The polls that the page's words ask for, for the template to put where their markers are."""
    return [poll for id in polls_in(entry.body) if (poll := _poll(views, id))]


def guide_view(views: Views, entry: Entry) -> View:
    """A guide: try this now, the words, who can help, what to read next, help for it."""
    record, content = entry.record, views.content
    following = [content.best(Kind.GUIDE, views.lang, guide) for guide in record.next]
    national = [
        service
        for service in about(services_for_language(content, views.lang), record.topics)
        if is_national(content, service)
    ]
    return {
        "card": views.guide(entry),
        "owner": record.owner,
        "content_note": record.content_note,
        "try_now": {
            "title": record.try_now.title,
            "steps": [inline_html(views, step) for step in record.try_now.steps],
        },
        "contacts": views.contacts(record.contacts),
        "next": [views.guide(guide) for guide in following if guide],
        "services": [views.service(service) for service in national[:SHOWN_ALONGSIDE]],
        "poll": _poll(views, record.poll),
        "made_with": made_with(record.made_with),
        "sources": sources(record.sources),
        "check": views.check(record.check),
        "topics": views.topics(record.topics),
        "if_turned_away": if_turned_away(views, record.needs) if entry.id != TURNED_AWAY else None,
        **({"letters": jargon_letters(views)} if record.layout == JARGON else {}),
    }


def service_view(views: Views, entry: Entry) -> View:
    """A service: its facts, who answers, what happens next, what helps alongside."""
    record = entry.record
    guides = [
        guide
        for guide in about(views.content.of(Kind.GUIDE, views.lang), record.topics)
        if guide.record.audience == "young-person"
    ]
    return {
        "card": views.service(entry),
        "who": record.who,
        "contacts": views.contacts(record.contacts),
        "no_contact": record.no_contact,
        "facts": views.facts(entry),
        "next_steps": list(record.next_steps),
        "to_check": list(record.to_check),
        "web": record.web,
        "sources": sources(record.sources),
        "check": views.check(record.check),
        "grade": record.grade.value,
        "status_words": None if record.status == "open" else views.say(f"status_{record.status}"),
        "guides": [views.guide(guide) for guide in guides[:SHOWN_ALONGSIDE]],
        "alongside": alongside(views, entry),
        "if_turned_away": if_turned_away(views, record.needs, record.referral),
    }


def topic_view(views: Views, entry: Entry) -> View:
    """A topic: guides and national help for it, and the topics next to it."""
    content = views.content
    services = about(services_for_language(content, views.lang), [entry.id])
    return {
        "topic": views.topic(entry.id),
        "see_also": views.topics(entry.record.see_also),
        "made_with": made_with(entry.record.made_with),
        "guides": [views.guide(guide) for guide in about(content.of(Kind.GUIDE, views.lang), [entry.id])],
        "services": [views.service(service) for service in services if is_national(content, service)][
            :SHOWN_ON_A_TOPIC
        ],
        "local": [views.service(service) for service in services if not is_national(content, service)][
            :SHOWN_ON_A_TOPIC
        ],
    }


def place_page_view(views: Views, entry: Entry) -> View:
    """A place: what it has, and who shaped its page."""
    return {**place_view(views, entry), "made_with": made_with(entry.record.made_with)}


def poll_view(views: Views, entry: Entry) -> View:
    """A poll, and once it has closed its published results."""
    poll = views.poll(entry)
    told = poll_results(views, entry.id) if poll["state"] == "closed" else None
    return {
        "poll": poll,
        "results": told["results"] if told else None,
        "made_with": made_with(entry.record.made_with),
    }


def page_view(views: Views, entry: Entry) -> View:
    """Any other page; home and Get help now carry more."""
    view: dict[str, Any] = {
        "contacts": views.contacts(entry.record.contacts),
        "made_with": made_with(entry.record.made_with),
        "poll": _poll(views, entry.record.poll),
    }
    guides = [guide for guide in views.content.of(Kind.GUIDE, views.lang)]
    if entry.record.layout == "help-now":
        view["more"] = [
            views.guide(guide) for guide in guides if "getting-risk-support" in guide.record.needs
        ][:SHOWN_FEATURED]
    if entry.record.layout == "home":
        view |= _home_view(views)
    if entry.record.layout == PRIVACY:
        view["promises"] = promises_view(views)
    if is_easy(entry):
        view |= easy_view(views, entry)
    return view


def _home_view(views: Views) -> View:
    ways, addresses = choices(views), views.addresses
    featured = [views.content.best(Kind.GUIDE, views.lang, guide) for guide in ways.get("featured", ())]
    return {
        "feelings": links(views, ways.get("feelings", ())),
        "starts": links(views, ways.get("starts", ())),
        "audiences": links(views, ways.get("audiences", ())),
        "ways": links(views, ways.get("ways", ())),
        "featured": [views.guide(guide) for guide in featured if guide],
        "five": _five(views, ways.get("five", ())),
        "needs": [views.need(key) for key in views.content.needs],
        "places": [
            {
                "id": place,
                "name": views.place_name(place),
                "url": addresses.find(Kind.PLACE, views.lang, place),
            }
            for place in views.content.hub.places
            if views.content.get(Kind.PLACE, views.lang, place)
        ],
    }


def _five(views: Views, ids: Iterable[str]) -> list[View]:
    """A few small things to do, chosen by editors from the page that has them all."""
    things = {thing["guide"]["url"]: thing for group in five_minutes(views) for thing in group["things"]}
    urls = (views.addresses.find(Kind.GUIDE, views.lang, guide) for guide in ids)
    return [things[url] for url in urls if url in things]


VIEWS: dict[Kind, Callable[[Views, Entry], View]] = {
    Kind.GUIDE: guide_view,
    Kind.SERVICE: service_view,
    Kind.TOPIC: topic_view,
    Kind.PLACE: place_page_view,
    Kind.POLL: poll_view,
    Kind.PAGE: page_view,
}
