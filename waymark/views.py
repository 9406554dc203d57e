"""Records as plain dictionaries in one language: the one shape that pages, search, API and data files share.

Every word is ready made here, so that templates and clients compute nothing. Shapes are those of ``docs/developers/data.md``.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from waymark.addresses import Addresses
from waymark.content import Content, Entry, Kind
from waymark.model import Ages, Channel, ChannelType, Check, Contact, Hours, Question
from waymark.model.poll import parts, stored_as
from waymark.text import digits

View = dict[str, Any]
WORDS_A_MINUTE = 180
"""A young reader's pace on a phone, rounded down."""


def in_language(words: Mapping[str, str] | None, lang: str) -> str | None:
    """The words in this language, or else in the first that there is."""
    return (words.get(lang) or next(iter(words.values()))) if words else None


@dataclass(frozen=True)
class Views:
    """Makes views of one language. ``today`` decides whether a poll is open."""

    content: Content
    addresses: Addresses
    lang: str
    today: dt.date
    _services: dict[tuple[str, str], View] = field(default_factory=dict, repr=False, compare=False)

    @property
    def strings(self) -> Mapping[str, str]:
        """The interface words of this language."""
        return self.content.strings[self.lang]

    def say(self, key: str, **values: Any) -> str:
        """One interface word with its gaps filled; the key itself when nobody wrote the words (the check says so)."""
        words = self.strings.get(key, key)
        for name, value in values.items():
            words = words.replace(f"{{{name}}}", str(value))
        return words

    def date(self, day: dt.date) -> str:
        """A day as people read it: 6 August 2026."""
        months = self.say("months").split(",")
        return self.say(
            "date_format",
            day=day.day,
            month=months[day.month - 1] if len(months) == 12 else day.month,
            year=day.year,
        )

    def check(self, check: Check) -> View:
        """Who checked, in words."""
        if check.state == "checked" and check.date and check.next:
            return {
                "state": "checked",
                "words": self.say("check_checked", date=self.date(check.date), next=self.date(check.next)),
            }
        return {"state": "unchecked", "words": self.say("check_unchecked")}

    def ages(self, ages: Ages) -> View:
        """Ages with words; ``max`` is None without an upper limit."""
        if ages.min == 0 and ages.max is None:
            words = self.say("ages_all")
        elif ages.max is None:
            words = self.say("ages_from", min=ages.min)
        else:
            words = self.say("ages_to" if ages.min == 0 else "ages_between", min=ages.min, max=ages.max)
        return {
            "min": ages.min,
            "max": ages.max,
            "words": words if ages.sure else self.say("ages_unsure", ages=words),
        }

    def hours(self, hours: Hours) -> View:
        """Opening hours for machines and for people; all None when not known."""
        always = hours.osm == "24/7"
        words = (
            self.say("hours_always") if always and not hours.words else in_language(hours.words, self.lang)
        )
        return {"osm": hours.osm, "words": words, "always": always}

    def place_name(self, place_id: str) -> str:
        """A place's name."""
        return in_language(self.content.places[place_id].name, self.lang) or place_id

    def area_words(self, area: tuple[str, ...]) -> str:
        """The names of the places that an area is made of."""
        return ", ".join(self.place_name(place_id) for place_id in area)

    def channel(self, contact: Contact, channel: Channel) -> View:
        """One way in, with a label and an address that opens it."""
        key = f"channel_{channel.type}" + ("_word" if channel.word else "")
        cost = {"free": self.say("contact_free"), "standard": self.say("contact_standard")}.get(channel.cost)
        return {
            "type": channel.type.value,
            "value": channel.value,
            "word": channel.word,
            "href": channel_href(channel),
            "label": self.say(key, value=channel.value, word=channel.word, name=contact.name),
            "note": in_language(channel.note, self.lang),
            "cost": channel.cost.value,
            "cost_words": cost,
            "on_bill": channel.on_bill,
            "hours": self.hours(channel.hours) if channel.hours else None,
        }

    def contact(self, contact_id: str) -> View:
        """Somebody who answers."""
        contact = self.content.contacts[contact_id]
        nations = sorted({self.content.places[area].nation.value for area in contact.area})
        return {
            "id": contact.id,
            "name": contact.name,
            "about": in_language(contact.about, self.lang),
            "what_happens": in_language(contact.what_happens, self.lang),
            "private": in_language(contact.private, self.lang),
            "urgency": contact.urgency.value,
            "for_whom": [who.value for who in contact.for_whom],
            "ages": self.ages(contact.ages),
            "area": list(contact.area),
            "area_words": self.area_words(contact.area),
            "nation": nations,
            "hours": self.hours(contact.hours),
            "channels": [self.channel(contact, channel) for channel in contact.channels],
            "languages": list(contact.languages),
            "url": self.addresses.find(Kind.SERVICE, self.lang, contact.id),
            "official_url": contact.official_url,
            "check": self.check(contact.check),
        }

    def contacts(self, ids: Iterable[str]) -> list[View]:
        """Several of them, in order."""
        return [self.contact(contact_id) for contact_id in ids]

    def topic(self, slug: str) -> View:
        """A topic as a link."""
        topic = self.content.topics[slug]
        return {
            "slug": slug,
            "label": in_language(topic.label, self.lang),
            "group": topic.group,
            "url": self.addresses.find(Kind.TOPIC, self.lang, slug),
        }

    def topics(self, slugs: Iterable[str]) -> list[View]:
        """Several topics, those that this hub carries."""
        return [self.topic(slug) for slug in slugs if slug in self.content.topics]

    def need(self, key: str) -> View:
        """A THRIVE grouping in young people's words."""
        need = self.content.needs[key]
        return {
            "key": key,
            "label": in_language(need.label, self.lang),
            "line": in_language(need.line, self.lang),
            "url": self.addresses.need(self.lang, key),
        }

    def _about(self, entry: Entry) -> View:
        record = entry.record
        topics, needs = self.topics(record.topics), [self.need(key) for key in record.needs]
        return {
            "id": entry.id,
            "title": record.title,
            "summary": record.summary,
            "url": self.addresses.of(entry),
            "lang": entry.lang,
            "topics": [topic["slug"] for topic in topics],
            "topic_labels": [topic["label"] for topic in topics],
            "needs": [need["key"] for need in needs],
            "need_labels": [need["label"] for need in needs],
            "ages": self.ages(record.ages),
            "check": self.check(record.check),
            "distance_km": None,
            "why": None,
        }

    def guide(self, entry: Entry) -> View:
        """A guide as a card."""
        minutes = max(1, round(len(entry.body.split()) / WORDS_A_MINUTE))
        return {
            "type": "resource",
            **self._about(entry),
            "place": None,
            "audience": entry.record.audience.value,
            "minutes": minutes,
            "minutes_words": self.say("minutes", minutes=minutes),
        }

    def topic_page(self, entry: Entry) -> View:
        """A topic's own page as a card: it is a resource like a guide, with one topic, for all ages and needs."""
        minutes = max(1, round(len(entry.body.split()) / WORDS_A_MINUTE))
        return {
            "type": "resource",
            "id": f"topic-{entry.id}",
            "title": entry.record.title,
            "summary": entry.record.summary,
            "url": self.addresses.of(entry),
            "lang": entry.lang,
            "topics": [entry.id],
            "topic_labels": [self.topic(entry.id)["label"]],
            "needs": [],
            "need_labels": [],
            "ages": self.ages(Ages()),
            "check": self.check(entry.record.check),
            "distance_km": None,
            "why": None,
            "place": None,
            "audience": "young-person",
            "minutes": minutes,
            "minutes_words": self.say("minutes", minutes=minutes),
        }

    def service(self, entry: Entry) -> View:
        """A service as a card. Many lists show the same one: it is made once, and each gets a copy of its own."""
        key = (entry.lang, entry.id)
        if key not in self._services:
            self._services[key] = self._service(entry)
        return dict(self._services[key])

    def _service(self, entry: Entry) -> View:
        record = entry.record
        referral = [self.say(f"referral_{who}") for who in record.referral]
        return {
            "type": "service",
            **self._about(entry),
            "kinds": [kind.value for kind in record.kinds],
            "kind_labels": [self.say(f"kind_{kind}") for kind in record.kinds],
            "place": {"id": record.area[0], "name": self.place_name(record.area[0])},
            "area": list(record.area),
            "area_words": self.area_words(record.area),
            "how": [how.value for how in record.how],
            "how_labels": [self.say(f"how_{how}") for how in record.how],
            "cost": record.cost.value,
            "cost_words": record.cost_note or self.say(f"cost_{record.cost}"),
            "referral": [who.value for who in record.referral],
            "referral_words": ". ".join(referral) or None,
            "self_referral": "self" in record.referral,
            "no_diagnosis": record.diagnosis_needed == "no",
            "step_free": record.step_free == "yes",
            "get_in": record.get_in,
            "who": record.who,
            "next_steps": list(record.next_steps),
            "wait_words": self.wait_words(entry),
            "hours": self.hours(record.hours),
            "status": record.status.value,
            "contacts": self.contacts(record.contacts),
            "interests": list(record.interests),
            "languages": list(record.languages),
        }

    def wait_words(self, entry: Entry) -> str:
        """How long people wait, with its date and source, or that nobody publishes it."""
        wait = entry.record.wait
        if wait is None:
            return self.say("wait_unknown")
        key = "wait_known" if wait.target_days is None else "wait_known_target"
        return self.say(key, days=wait.days, target=wait.target_days, source=wait.source, as_of=wait.as_of)

    def facts(self, entry: Entry) -> list[View]:
        """A service's facts as label and value, in the order in which people ask."""
        record, card = entry.record, self.service(entry)
        languages = ", ".join(self.say(f"lang_{lang}") for lang in record.languages)
        reply = (
            self.say("fact_reply_days", days=record.first_reply_days)
            if record.first_reply_days is not None
            else self.say("not_known")
        )
        pairs: list[tuple[str, str | None]] = [
            ("who", record.who),
            ("ages", card["ages"]["words"]),
            ("where", card["area_words"]),
            ("address", record.address),
            ("venue", record.venue),
            ("last_day", self.date(record.last_day) if record.last_day else None),
            ("how", ", ".join(card["how_labels"])),
            ("cost", card["cost_words"]),
            ("get_in", record.get_in),
            ("referral", card["referral_words"] or self.say("referral_unknown")),
            ("hours", card["hours"]["words"]),
            ("wait", card["wait_words"]),
            ("reply", reply),
            ("length", record.length),
            ("safe", record.safe),
            ("private", record.private or self.say("fact_private_unknown")),
            ("diagnosis", self._yes_no(record.diagnosis_needed)),
            ("come_back", self._yes_no(record.come_back)),
            ("step_free", self._yes_no(record.step_free)),
            ("languages", languages),
            ("provider", record.provider),
            ("used_to_be", ", ".join(record.used_to_be) or None),
        ]
        return [
            {"id": key, "label": self.say(f"fact_{key}"), "value": value} for key, value in pairs if value
        ]

    def _yes_no(self, value: str) -> str:
        return self.say("not_known" if value == "unknown" else value)

    def place(self, place_id: str) -> View:
        """A place with what is around and inside it."""
        place = self.content.places[place_id]
        parents = [
            parent for parent in self.content.geography.chain(place_id)[1:] if parent in self.content.places
        ]
        return {
            "id": place_id,
            "name": self.place_name(place_id),
            "type": place.type.value,
            "nation": place.nation.value,
            "url": self.addresses.find(Kind.PLACE, self.lang, place_id),
            "parents": [self._place_link(parent) for parent in parents],
            "children": [self._place_link(child) for child in self.content.geography.children(place_id)],
            "front_door": self._front_door(place_id),
            "outcodes": list(place.outcodes),
            "starter": place.starter,
            "unchecked": place.check.state != "checked",
        }

    def _place_link(self, place_id: str) -> View:
        return {
            "id": place_id,
            "name": self.place_name(place_id),
            "url": self.addresses.find(Kind.PLACE, self.lang, place_id),
        }

    def _front_door(self, place_id: str) -> View | None:
        door = self.content.places[place_id].front_door
        if door is None:
            return None
        entry = self.content.best(Kind.SERVICE, self.lang, door.service) if door.service else None
        return {
            "words": in_language(door.words, self.lang),
            "service": {"title": entry.record.title, "url": self.addresses.of(entry)} if entry else None,
        }

    def poll(self, entry: Entry) -> View:
        """A poll with its questions and whether it is open on ``today``."""
        record = entry.record
        state = "soon" if self.today < record.opens else "closed" if self.today > record.closes else "open"
        return {
            "id": entry.id,
            "title": record.title,
            "summary": record.summary,
            "url": self.addresses.of(entry),
            "example": record.example,
            "opens": record.opens.isoformat(),
            "closes": record.closes.isoformat(),
            "state": state,
            "state_words": self.say(
                f"poll_state_{state}", opens=self.date(record.opens), closes=self.date(record.closes)
            ),
            "audience_words": (
                self.say("poll_for", place=self.place_name(record.audience)) if record.audience else None
            ),
            "example_words": self.say("poll_example") if record.example else None,
            "one_answer": record.one_answer.value,
            "private_url": self.addresses.find(Kind.PAGE, self.lang, "about/poll-secrets"),
            "room": record.room,
            "comment": record.comment,
            "cross": list(record.cross),
            "lang": entry.lang,
            "api": f"/api/v1/polls/{entry.id}",
            "form_action": self.addresses.poll_form(self.lang, entry.id),
            "results_url": f"{self.addresses.poll_form(self.lang, entry.id)}results/",
            "questions": [self._question(question) for question in record.questions],
        }

    def _question(self, question: Question) -> View:
        """A question with its parts: what stands in the form, each with the name of its field."""
        return {
            "id": question.id,
            "kind": question.kind.value,
            "label": question.label,
            "options": [{"id": option.id, "label": option.label} for option in question.options],
            "parts": [
                {
                    "id": part,
                    "field": f"answer-{stored_as(question.id, part)}",
                    "label": self.say(f"poll_part_{part}") if part else None,
                }
                for part in parts(question.kind, question.places)
            ],
        }


def channel_href(channel: Channel) -> str | None:
    """What a tap on a channel opens."""
    match channel.type:
        case ChannelType.CALL:
            return f"tel:{digits(channel.value)}"
        case ChannelType.TEXT:
            return f"sms:{digits(channel.value)}" + (f"?&body={channel.word}" if channel.word else "")
        case ChannelType.EMAIL:
            return f"mailto:{channel.value}"
        case ChannelType.VISIT:
            return None
        case _:
            return channel.value
