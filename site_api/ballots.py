"""A ballot as it comes in: its key, its code and the options chosen, each held against the poll."""

import base64
import binascii
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from site_api import fields
from site_api.current import say
from site_api.errors import ApiError, Code
from site_api.store.votes import Choice
from waymark.model.poll import QuestionKind, crossed, parts, stored_as

KEY_BYTES = 16
HEX_KEY = re.compile(r"[0-9a-fA-F]{32}")
BASE64_KEY = re.compile(r"[A-Za-z0-9_-]{22}(?:==)?")
IN_FORM = "answer-"

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a hand-written card can be read."""
CODE_LENGTH = 12
READ_AS = str.maketrans("ILO", "110")

KEY = fields.Field(
    name="key",
    about="The ballot key: 128 random bits made on the device, as base64url or hex. Left out, the server makes one.",
    words=True,
)
STAMP = fields.Field(name="stamp", about="The form's stamp, from `…/stamp`. Good for a day.", words=True)
CODE = fields.Field(name="code", about="The code on the card, for a poll that asks for one.", words=True)
PROOF = fields.Field(
    name="altcha", about="The solved proof of work, when `…/stamp` asked for one.", words=True
)
COMMENT = fields.Field(
    name="comment", about="A few words, where the poll has a box for them: 300 letters at most.", words=True
)
BALLOT = (fields.LANG, KEY, STAMP, CODE, PROOF, COMMENT)

Places = list[tuple[str, str, str | None]]
"""What a question is answered in: (field, name in the store, key in JSON or None)."""


def read_key(sent: MultiDict[str, Any]) -> bytes:
    """The ballot key that came, or a fresh one: then only a double sending of the very same request would count twice."""
    given = sent.get("key")
    if given in (None, ""):
        return secrets.token_bytes(KEY_BYTES)
    if isinstance(given, str) and HEX_KEY.fullmatch(given):
        return bytes.fromhex(given)
    if isinstance(given, str) and BASE64_KEY.fullmatch(given):
        try:
            return base64.urlsafe_b64decode(given.rstrip("=") + "==")
        except binascii.Error:
            pass
    raise ApiError(Code.BAD_KEY, field="key")


def read_code(sent: MultiDict[str, Any]) -> str:
    """The code as it was printed: spaces and hyphens don't matter, nor small letters, nor the letters that look like others."""
    given = sent.get("code")
    if not isinstance(given, str) or not given.strip():
        raise ApiError(Code.MISSING_FIELD, field="code", extra=say("answer_error_code_missing"))
    text = re.sub(r"[\s-]", "", given[:100]).upper().translate(READ_AS)
    if len(text) != CODE_LENGTH or not set(text) <= set(CODE_LETTERS):
        raise ApiError(Code.BAD_CODE, field="code")
    return text


def make_code() -> str:
    """Twelve letters, 60 random bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def read_choices(
    poll: Mapping[str, Any], sent: MultiDict[str, Any], *, words: bool = False
) -> tuple[Choice, ...]:
    """The options chosen, by their names in the store. Every question may be left out, but not all of them, unless ``words`` came.

    ``poll``: the poll's words (``questions`` with parts and options) and its ``cross``. Raises ApiError with the field that is wrong.
    """
    questions = {question["id"]: question for question in poll["questions"]}
    given = _gather(sent, questions)
    choices: list[Choice] = []
    for id, question in questions.items():
        found = [
            Choice(stored_as(id, part["id"]), value)
            for part in question["parts"]
            for value in _read_part(question, given.getlist(stored_as(id, part["id"])))
        ]
        if question["kind"] == QuestionKind.RANK:
            _refuse_twice(question, found)
        choices += found
    if not choices and not words:
        raise ApiError(Code.MISSING_FIELD, field=next(iter(questions)), extra=say("answer_error_choose_any"))
    return tuple(_join_crossed(poll.get("cross") or (), choices))


def filled_in(poll: Mapping[str, Any], sent: MultiDict[str, Any]) -> dict[str, list[str]]:
    """What was chosen in a form, to fill the form in again: field → values. Only what the form itself offers."""
    return {
        part["field"]: [value for value in sent.getlist(part["field"]) if value in known]
        for question in poll["questions"]
        if (known := {option["id"] for option in question["options"]})
        for part in question["parts"]
    }


def _gather(sent: MultiDict[str, Any], questions: Mapping[str, Any]) -> MultiDict[str, Any]:
    """Name in the store → values. JSON keeps them together under ``answers``; a form has a field for each part."""
    in_form = [part["field"] for question in questions.values() for part in question["parts"]]
    fields.refuse_unknown(sent, [*(field.name for field in BALLOT), "answers", *in_form])
    given: MultiDict[str, Any] = MultiDict(
        (name.removeprefix(IN_FORM), value)
        for name, value in sent.items(multi=True)
        if name.startswith(IN_FORM)
    )
    for answers in sent.getlist("answers"):
        if not isinstance(answers, dict):
            raise ApiError(
                Code.INVALID_VALUE, field="answers", value="", extra=say("answer_error_choose_any")
            )
        fields.refuse_unknown(answers, questions)
        for id, answer in answers.items():
            for name, values in _of_json(questions[id], answer):
                given.setlist(name, values)
    return given


def _of_json(question: Mapping[str, Any], answer: Any) -> Iterable[tuple[str, list[Any]]]:
    """A question's answer in JSON: an option, a list of them (a ranking's in order), or an option for each named part."""
    id, names = question["id"], [part["id"] for part in question["parts"]]
    if isinstance(answer, dict):
        fields.refuse_unknown(answer, names)
        return [(stored_as(id, part), [value]) for part, value in answer.items()]
    values = list(answer) if isinstance(answer, list | tuple) else [answer]
    if question["kind"] == QuestionKind.RANK:
        if len(values) > len(names):
            raise ApiError(
                Code.INVALID_VALUE, field=id, value="", extra=say("answer_error_places", most=len(names))
            )
        return [(stored_as(id, part), [value]) for part, value in zip(names, values, strict=False)]
    return [(stored_as(id, names[0]), values)]


def _read_part(question: Mapping[str, Any], given: list[Any]) -> list[str]:
    known = [option["id"] for option in question["options"]]
    chosen = [value for value in given if value not in ("", None)]
    for value in chosen:
        if value not in known:
            raise ApiError(
                Code.UNKNOWN_OPTION,
                field=question["id"],
                extra=say("answer_error_allowed", allowed=fields.allowed(known)),
            )
    if len(chosen) > 1 and question["kind"] != QuestionKind.SEVERAL:
        raise ApiError(
            Code.INVALID_VALUE, field=question["id"], value="", extra=say("answer_error_choose_one")
        )
    return list(dict.fromkeys(chosen))


def _refuse_twice(question: Mapping[str, Any], found: list[Choice]) -> None:
    """In a ranking, nothing has two places."""
    if len({choice.option for choice in found}) < len(found):
        raise ApiError(
            Code.INVALID_VALUE, field=question["id"], value="", extra=say("answer_error_two_places")
        )


def _join_crossed(cross: Iterable[str], choices: list[Choice]) -> list[Choice]:
    """Two crossed questions are one answer: told together, kept together, and so answered together."""
    pair = tuple(cross)
    if not pair:
        return choices
    by_question = {choice.question: choice for choice in choices}
    missing = [id for id in pair if id not in by_question]
    if len(missing) == 1:
        raise ApiError(Code.MISSING_FIELD, field=missing[0], extra=say("answer_error_both"))
    rest = [choice for choice in choices if choice.question not in pair]
    if missing:
        return rest
    return [*rest, Choice(crossed(pair), crossed([by_question[id].option for id in pair]))]


def parts_of(facts: Mapping[str, Any]) -> Iterable[tuple[str, list[str], bool]]:
    """Every part that a group's batch can have numbers for: (name in the store, options, whether several may be chosen)."""
    for question in facts["questions"]:
        for part in parts(question["kind"], question.get("places") or 3):
            several = question["kind"] == QuestionKind.SEVERAL
            yield stored_as(question["id"], part), list(question["options"]), several
