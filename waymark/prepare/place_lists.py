"""What a place has: by need, to do, while you wait. Lists stay short; the rest is one link away, in the search, which works without scripts."""

from collections.abc import Collection, Iterable, Iterator

from waymark.content import Entry, Kind
from waymark.prepare.pick import closest_first, is_national
from waymark.prepare.practical import PATH as PRACTICAL
from waymark.views import View, Views, in_language

PlaceListPage = tuple[str, str, View]
"""Path below the language, kind (which is also the template), view."""
SHOWN_FOR_A_NEED, SHOWN_URGENT, SHOWN_TO_DO, SHOWN_NATIONAL, SHOWN_LOCAL = 2, 2, 3, 4, 12
TALKING = {"helpline", "text-chat", "crisis", "counselling"}
DOING = {"activity", "drop-in", "peer-group", "mentoring", "course"}
READING = {"self-help", "directory"}
URGENT = {"crisis", "crisis-cafe", "nhs-team"}
WAITING = {"do": DOING, "talk": TALKING, "read": READING}
"""What somebody on a waiting list can use, in the order of the page."""


def place_view(views: Views, entry: Entry) -> View:
    """A place: what is urgent, its front door, its services by need, what to do there, practical help, its keywords."""
    content, lang = views.content, views.lang
    near = open_services(views, entry.id)
    place = views.place(entry.id)
    chain = content.geography.chain(entry.id)
    return {
        "place": place,
        "front_door": place["front_door"],
        "contacts": views.contacts(content.hub.always_contacts[content.geography.nation(entry.id)]),
        "urgent": [views.service(service) for service in _urgent(views, near)[:SHOWN_URGENT]],
        "needs": need_parts(views, entry.id, near),
        "things": [views.service(service) for service in filter(_is_to_do, near)][:SHOWN_TO_DO],
        "things_url": list_url(views, entry.id, "things-to-do"),
        "waiting_url": list_url(views, entry.id, "while-you-wait"),
        "practical_url": views.addresses.path(lang, PRACTICAL) if content.coverage.practical else None,
        "find_url": find_url(views, entry.id),
        "keywords": [
            {
                "word": word.word,
                "example": word.example,
                "example_words": views.say("keyword_example") if word.example else None,
                "what_happens": in_language(word.what_happens, lang),
            }
            for word in content.keywords
            if not set(word.area).isdisjoint(chain)
        ],
    }


def place_list_pages(views: Views) -> Iterator[PlaceListPage]:
    """For each place with help of its own, and for the hub's largest places: what to do, and what to use while waiting."""
    for page in views.content.of(Kind.PLACE, views.lang):
        if not has_lists(views, page.id):
            continue
        near = open_services(views, page.id)
        name = views.place_name(page.id)
        back = {"label": page.record.title, "url": views.addresses.of(page)}
        for path, kind, groups in (
            ("things-to-do", "place-things", thing_groups(views, near)),
            ("while-you-wait", "place-waiting", waiting_groups(views, near)),
        ):
            if groups:
                yield (
                    f"places/{page.id}/{path}",
                    kind,
                    {
                        "title": views.say(f"title_{kind}", place=name),
                        "summary": views.say(f"summary_{kind}", place=name),
                        "place": back,
                        "groups": groups,
                        "interests": interest_links(views, page.id, near),
                        "guide": _guide(views, path),
                        "find_url": find_url(views, page.id),
                    },
                )


def has_lists(views: Views, place_id: str) -> bool:
    """True for the hub's own largest places, and for places with a service made for them alone."""
    services = views.content.of(Kind.SERVICE, views.lang)
    return place_id in views.content.hub.places or any(place_id in each.record.area for each in services)


def open_services(views: Views, place_id: str) -> list[Entry]:
    """Services for a place that aren't closed: first what people there can simply use, then what is nearest.

    What serves only a part of the place, has no known way in, or has to be asked for by somebody else stands behind the rest.
    """
    content = views.content
    near = closest_first(content, content.of(Kind.SERVICE, views.lang), place_id)

    def harder(service: Entry) -> tuple[bool, bool, bool, bool]:
        record = service.record
        return (
            is_national(content, service),
            not (record.contacts or record.web),
            "self" not in record.referral,
            not content.covers(record.area, place_id),
        )

    return sorted((service for service in near if service.record.status == "open"), key=harder)


def list_url(views: Views, place_id: str, path: str) -> str | None:
    """A place's list, if it has one."""
    return (
        views.addresses.path(views.lang, f"places/{place_id}/{path}") if has_lists(views, place_id) else None
    )


def find_url(views: Views, place_id: str, **wishes: str) -> str:
    """The search for a place with some choices made."""
    chosen = "&".join(f"{key}={value}" for key, value in {"place": place_id, **wishes}.items())
    return f"{views.addresses.path(views.lang, 'find')}?{chosen}"


def need_parts(views: Views, place_id: str, near: list[Entry]) -> list[View]:
    """The five needs in young people's words: a few services each, those not named above first; or honestly that none is known."""
    shown: set[str] = set()
    parts = []
    for key in views.content.needs:
        fitting = [service for service in near if key in service.record.needs]
        local = [service for service in fitting if not is_national(views.content, service)]
        national = _best_known(views, place_id, [each for each in fitting if each not in local])
        chosen = sorted(local, key=lambda each: each.id in shown)[:SHOWN_FOR_A_NEED]
        wider = national[: SHOWN_FOR_A_NEED - len(chosen)] if len(chosen) < SHOWN_FOR_A_NEED else []
        shown.update(service.id for service in chosen)
        parts.append(
            {
                "need": views.need(key),
                "cards": [views.service(service) for service in chosen],
                "none": none_known_view(views, place_id, key) if not local else None,
                "national": [views.service(service) for service in wider],
                "more_url": find_url(views, place_id, need=key),
                "more": len(fitting) > len(chosen) + len(wider),
            }
        )
    return parts


def none_known_view(views: Views, place_id: str, need: str) -> View:
    """That nobody is known: where we looked and when, and whom we asked. Without a record, only that we list nobody yet."""
    record = views.content.coverage.none_known.get(f"{place_id}/{need}")
    if record is None:
        return {"words": views.say("none_listed"), "looked": None, "asked": None}
    looked = ", ".join(in_language(words, views.lang) or "" for words in record.looked_in)
    asked = ", ".join(in_language(words, views.lang) or "" for words in record.asked)
    return {
        "words": views.say("none_known"),
        "looked": views.say("none_known_looked", where=looked, date=views.date(record.on)),
        "asked": views.say("none_known_asked", who=asked) if asked else views.say("none_known_not_asked"),
    }


def thing_groups(views: Views, near: list[Entry]) -> list[View]:
    """Activities, people like you, courses, helping out: each service once, where it fits best."""
    found: dict[str, list[Entry]] = {key: [] for key in ("activities", "peers", "courses", "chances")}
    for service in filter(_is_to_do, near):
        found[_shelf(service)].append(service)
    return _groups(views, "things", found.items())


def waiting_groups(views: Views, near: list[Entry]) -> list[View]:
    """What somebody on a waiting list can use now: people to talk to, things to do, things to read, and what a worker can set up."""
    found: dict[str, list[Entry]] = {key: [] for key in (*WAITING, "asked")}
    for service in near:
        if _needs_no_referral(service):
            kinds = set(service.record.kinds)
            found[next(key for key, fitting in WAITING.items() if fitting & kinds)].append(service)
        elif _for_waiting(service):
            found["asked"].append(service)
    return _groups(views, "waiting", found.items())


def interest_links(views: Views, place_id: str, near: Iterable[Entry]) -> list[View]:
    """What people like doing there, each a search."""
    there = {interest for service in near for interest in service.record.interests}
    return [
        {
            "label": views.say(f"interest_{interest}"),
            "url": find_url(views, place_id, interest=interest),
        }
        for interest in sorted(there)
    ]


def _best_known(views: Views, place_id: str, national: Iterable[Entry]) -> list[Entry]:
    """Those that are in the strip on every page first, then somebody to talk or text to, then pages to read."""
    strip = list(views.content.hub.always_contacts[views.content.geography.nation(place_id)])

    def rank(service: Entry) -> tuple[int, bool, str]:
        place = strip.index(service.id) if service.id in strip else len(strip)
        listens = {"helpline", "text-chat", "crisis"} & set(service.record.kinds)
        return (place, not listens, service.record.title.casefold())

    return sorted(national, key=rank)


def _urgent(views: Views, near: Iterable[Entry]) -> list[Entry]:
    """Local help for when things are dangerous: what somebody can reach on their own first."""
    local = [
        service
        for service in near
        if "getting-risk-support" in service.record.needs
        and not is_national(views.content, service)
        and URGENT & set(service.record.kinds)
        and "self" in service.record.referral
    ]
    lines = [service for service in local if "phone" in service.record.how]
    return sorted(lines or local, key=lambda each: "crisis" not in each.record.kinds)


def _groups(views: Views, prefix: str, groups: Iterable[tuple[str, Collection[Entry]]]) -> list[View]:
    """Groups that hold something: all that is local, and a few for the whole country."""
    made = []
    for key, services in groups:
        local = [each for each in services if not is_national(views.content, each)]
        wide = [each for each in services if is_national(views.content, each)]
        cards = [*local[:SHOWN_LOCAL], *wide[:SHOWN_NATIONAL]]
        if cards:
            made.append(
                {
                    "id": key,
                    "label": views.say(f"{prefix}_{key}"),
                    "line": views.say(f"{prefix}_{key}_line"),
                    "cards": [views.service(service) for service in cards],
                }
            )
    return made


def _is_to_do(service: Entry) -> bool:
    return bool(DOING & set(service.record.kinds)) and not URGENT & set(service.record.kinds)


def _shelf(service: Entry) -> str:
    """Where among the things to do a service stands."""
    record = service.record
    if record.topics[0] in ("volunteering", "college-work"):
        return "chances"
    first = next(kind for kind in record.kinds if kind in DOING)
    return {"peer-group": "peers", "mentoring": "peers", "course": "courses"}.get(first, "activities")


def _needs_no_referral(service: Entry) -> bool:
    record = service.record
    kinds = set(record.kinds)
    return "self" in record.referral and bool(kinds & (TALKING | DOING | READING)) and not kinds & URGENT


def _for_waiting(service: Entry) -> bool:
    return "waiting-for-help" in service.record.topics or "mentoring" in service.record.kinds


def _guide(views: Views, guide_id: str) -> View | None:
    entry = views.content.best(Kind.GUIDE, views.lang, guide_id)
    return views.guide(entry) if entry else None
