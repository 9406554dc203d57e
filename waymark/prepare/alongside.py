"""What stands beside help that takes time: other things to use as well, and what to do after a no."""

from collections.abc import Iterable

from waymark.content import Entry, Kind
from waymark.prepare.pick import is_national
from waymark.views import View, Views

SHOWN = 3
HELP = {"getting-help", "getting-more-help"}
OPEN_TO_ALL = {"activity", "drop-in", "peer-group", "course", "self-help", "text-chat", "helpline"}
DOING = {"activity", "drop-in", "peer-group", "course"}
CRISIS = {"crisis", "crisis-cafe"}
FOR_ANYBODY = {
    "being-active",
    "creativity",
    "friendships",
    "volunteering",
    "anxiety",
    "low-mood",
    "stress",
    "getting-help",
    "talking-therapy",
    "loneliness",
    "confidence",
}
"""What a service may mainly be about when it stands beside help for something else. A club for young refugees isn't for everybody."""
READERS = {"parents-carers", "helping-a-friend", "school-staff"}
"""Topics that say who reads. Two services for parents aren't about the same."""
WORDS = {
    (True, True): "turned_away_both",
    (True, False): "turned_away_no",
    (False, True): "turned_away_not_helping",
}
"""(somebody else has to ask for it, it is help with aims) → what the way on is called."""
TURNED_AWAY = "turned-away"


def alongside(views: Views, entry: Entry) -> list[View]:
    """Two or three services that somebody can use as well, without being referred; near, and about the same. Something to do is among them."""
    record = entry.record
    if HELP.isdisjoint(record.needs):
        return []
    fitting = [each for each in views.content.of(Kind.SERVICE, views.lang) if _fits(views, entry, each)]
    ranked = sorted(fitting, key=lambda each: _rank(views, entry, each))
    chosen = ranked[:SHOWN]
    if not any(DOING & set(each.record.kinds) for each in chosen):
        doing = next((each for each in ranked if DOING & set(each.record.kinds)), None)
        chosen = [*chosen[: SHOWN - 1], doing] if doing else chosen
    return [views.service(each) for each in chosen]


def if_turned_away(views: Views, needs: Iterable[str], referral: Iterable[str] = ()) -> View | None:
    """The way on from a no, or from help that doesn't help. For help with aims, and for all that somebody else has to ask for."""
    asked_for = bool(set(referral) - {"self"})
    helps = not HELP.isdisjoint(needs)
    guide = views.content.get(Kind.GUIDE, views.lang, TURNED_AWAY)
    key = WORDS.get((asked_for, helps))
    if guide is None or key is None:
        return None
    return {
        "label": views.say(key),
        "line": views.say("turned_away_line"),
        "url": views.addresses.of(guide),
    }


def _fits(views: Views, entry: Entry, other: Entry) -> bool:
    content, record = views.content, other.record
    if other.id == entry.id or record.status != "open" or "self" not in record.referral:
        return False
    if not OPEN_TO_ALL & set(record.kinds) or CRISIS & set(record.kinds):
        return False
    if record.topics[0] not in FOR_ANYBODY | set(entry.record.topics) - READERS:
        return False
    return all(content.covers(record.area, area) for area in entry.record.area)


def _rank(views: Views, entry: Entry, other: Entry) -> tuple[int, bool, int, str]:
    shared = len(set(entry.record.topics) & set(other.record.topics) - READERS)
    return (
        -min(shared, 2),
        is_national(views.content, other),
        abs(_youngest(entry) - _youngest(other)),
        other.record.title.casefold(),
    )


def _youngest(entry: Entry) -> int:
    return int(entry.record.ages.min)
