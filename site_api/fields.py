"""What each route may be asked: one table a route, read by the checks, the OpenAPI file and the tests.

A field that no table names, or a value it can't hold, is refused with a sentence that names it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from site_api.current import hub, language, parts, say, shared, speak
from site_api.errors import ApiError, Code
from waymark.model.service import How, Interest, Kind, Referral, ServiceCost
from waymark.model.topic import NeedKey

LONGEST_VALUE = 100
"""Letters of a name, a slug or a code. Nothing longer is one."""

SHOWN_LETTERS = 40


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that a route may be asked.

    ``choices`` are the values it can hold; ``known`` finds them in the build instead (topics, languages). ``words`` is
    text that somebody typed: any length, any letters, cut where it is used, and never told back.
    """

    name: str
    about: str
    choices: tuple[str, ...] = ()
    known: Callable[[], Iterable[str]] | None = None
    words: bool = False
    whole: tuple[int, int] | None = None
    many: bool = False
    default: Any = None
    in_address: bool = True
    """False for words that the page's own form must send by POST, so that no history or proxy keeps them."""

    def values(self) -> tuple[str, ...]:
        """Every value it can hold, where that is a list."""
        return self.choices or (tuple(self.known()) if self.known else ())


def topics() -> list[str]:
    """The slugs of the topics that this hub carries."""
    return [topic["slug"] for group in shared()["groups"] for topic in group["topics"]]


def spoken_languages() -> list[str]:
    """The languages that help is given in, as codes."""
    return sorted(hub().search[language()].library.filters.rows.get("languages", {}))


LANG = Field(name="lang", about="The language to answer in.", known=lambda: hub().languages)
PLACE = Field(name="place", about="A place: its id, its name, or an outward postcode.", words=True)
AGE = Field(name="age", about="Age in whole years.", whole=(0, 120))

SEARCH = (
    Field(
        name="q",
        about="What somebody typed. Prefer POST, so that the words stand in no address. The first 500 letters count.",
        words=True,
        default="",
    ),
    LANG,
    PLACE,
    Field(
        name="outcode",
        about="An outward postcode such as W5. If a whole postcode comes, only its first half is looked at.",
        words=True,
    ),
    AGE,
    Field(name="topic", about="Only these topics.", known=topics, many=True, default=()),
    Field(
        name="need",
        about="Only these of THRIVE's five needs-based groupings.",
        choices=tuple(NeedKey),
        many=True,
        default=(),
    ),
    Field(name="kind", about="Only these kinds of help.", choices=tuple(Kind), many=True, default=()),
    Field(name="cost", about="Only what costs this.", choices=tuple(ServiceCost)),
    Field(name="how", about="Only help in these forms.", choices=tuple(How), many=True, default=()),
    Field(
        name="open", about="Only what is open now; what keeps no known hours is left out.", choices=("now",)
    ),
    Field(
        name="referral",
        about="Only what this person can ask for: self, parent, school …",
        choices=tuple(Referral),
    ),
    Field(name="diagnosis", about="Only what needs no diagnosis.", choices=("not-needed",)),
    Field(name="interest", about="Only these interests.", choices=tuple(Interest), many=True, default=()),
    Field(
        name="language", about="Only help in these languages.", known=spoken_languages, many=True, default=()
    ),
    Field(name="access", about="Only what somebody in a wheelchair gets into.", choices=("step-free",)),
    Field(name="page", about="Which page of results.", whole=(1, 1000), default=1),
    Field(name="size", about="How many results a page.", whole=(1, 50), default=10),
)
FIND = tuple(Field(**{**vars(field), "in_address": field.name not in ("q", "outcode")}) for field in SEARCH)
CRISIS = tuple(field for field in SEARCH if field.name in ("q", "lang", "place", "outcode", "age"))
KEYWORD = (LANG, PLACE)
PLACES = (LANG, Field(name="near", about="An outward postcode or the name of a place.", words=True))
LANG_ONLY = (LANG,)


def read_fields(table: tuple[Field, ...], *, sent: MultiDict[str, Any] | None = None) -> dict[str, Any]:
    """The values asked for, each checked and in its type; fields that are empty or left out have their default."""
    given = sent if sent is not None else read_sent()
    by_name = {field.name: field for field in table}
    refuse_unknown(given, by_name)
    _refuse_words_in_address(by_name)
    asked = {field.name: _read(field, given.getlist(field.name)) for field in table}
    speak(asked.get("lang"))
    return asked


def read_language(sent: MultiDict[str, Any]) -> None:
    """Answers in the language that was sent; refuses one that the hub doesn't speak."""
    speak(_read(LANG, sent.getlist(LANG.name)))


def read_sent() -> MultiDict[str, Any]:
    """Everything that came: after the question mark, and in a JSON or form body."""
    sent: MultiDict[str, Any] = MultiDict(request.args)
    if request.method == "POST":
        sent.update(read_body())
    return sent


def read_body() -> MultiDict[str, Any]:
    """The body's fields. Files and other parcels are refused before they are unpacked."""
    body = _read_bytes()
    if request.mimetype == "application/json":
        return MultiDict(_read_json(body))
    if request.mimetype == "application/x-www-form-urlencoded":
        return MultiDict(request.form)
    if request.mimetype or body:
        raise ApiError(Code.UNSUPPORTED_TYPE)
    return MultiDict()


def _read_bytes() -> bytes:
    """The whole body; it is kept for the form's parser. Whatever breaks off on its way here is the sender's, not a fault of ours."""
    try:
        body = request.get_data(cache=True)
    except HTTPException:
        raise
    except Exception as error:
        raise ApiError(Code.BAD_REQUEST) from error
    if len(body) >= parts().settings.body_limit:  # a body without a length is cut off there in silence
        raise ApiError(Code.TOO_LARGE)
    return body


def _read_json(sent: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(sent or b"{}")
    except (ValueError, RecursionError):
        raise ApiError(Code.BAD_JSON) from None
    if not isinstance(body, dict):
        raise ApiError(Code.BAD_JSON)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """The first field that nobody asked for, with the name it was perhaps meant to be."""
    names = list(known)
    for name in given:
        if name not in names:
            raise ApiError(
                Code.UNKNOWN_FIELD, field=shown(name), extra=did_you_mean(name, names), known=", ".join(names)
            )


def _refuse_words_in_address(by_name: Mapping[str, Field]) -> None:
    for name in request.args:
        if not by_name[name].in_address:
            raise ApiError(Code.WORDS_IN_ADDRESS, field=name)


def _read(field: Field, given: list[Any]) -> Any:
    if not field.many and len(given) > 1:
        raise invalid(field, extra=say("answer_error_once"))
    present = [value for value in given if value not in ("", None)]
    if not present:
        return field.default
    read = tuple(dict.fromkeys(_read_one(field, value) for value in present))
    return read if field.many else read[0]


def _read_one(field: Field, value: Any) -> Any:
    if field.whole:
        return _read_whole(field, value)
    if not isinstance(value, str):
        raise invalid(field, extra=say("answer_error_words"))
    text = value.encode("utf-8", "replace").decode("utf-8")
    if field.words:
        return text
    if text not in field.values():
        raise invalid(
            field,
            extra=f"{say('answer_error_allowed', allowed=allowed(field.values()))} {did_you_mean(text, field.values())}",
            value=text,
        )
    return text


def _read_whole(field: Field, value: Any) -> int:
    least, most = field.whole or (0, 0)
    text = str(value).strip()
    if (
        isinstance(value, bool)
        or not (text.isascii() and text.isdigit() and len(text) <= 10)
        or not least <= int(text) <= most
    ):
        raise invalid(field, extra=say("answer_error_whole", least=least, most=most))
    return int(text)


def invalid(field: Field, *, extra: str, value: str | None = None) -> ApiError:
    """A refusal of a value. It is told back only where the field's values are a known list, cut short."""
    named = f': "{shown(value)}"' if value is not None else ""
    return ApiError(Code.INVALID_VALUE, field=field.name, extra=extra.strip(), value=named)


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest of the known names, or nothing."""
    near = get_close_matches(given[:LONGEST_VALUE].lower(), list(known), n=1)
    return say("answer_error_did_you_mean", near=near[0]) if near else ""


def allowed(values: Iterable[str]) -> str:
    """The list of values for a sentence, as far as anybody would read."""
    listed = list(values)
    return ", ".join(listed[:12]) + (" …" if len(listed) > 12 else "")


def shown(text: str) -> str:
    """What was sent, short and printable enough to stand in a sentence."""
    clean = "".join(
        letter if letter.isprintable() else "·"
        for letter in str(text).encode("utf-8", "replace").decode("utf-8")
    )
    return clean if len(clean) <= SHOWN_LETTERS else clean[: SHOWN_LETTERS - 1] + "…"
