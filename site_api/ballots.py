"""A ballot as it comes in: its key and the options chosen, each held against the poll."""

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

KEY_BYTES = 16
HEX_KEY = re.compile(r"[0-9a-fA-F]{32}")
BASE64_KEY = re.compile(r"[A-Za-z0-9_-]{22}(?:==)?")
SEVERAL = "several"
IN_FORM = "answer-"

KEY = fields.Field(
    name="key",
    about="The ballot key: 128 random bits made on the device, as base64url or hex. Left out, the server makes one.",
    words=True,
)


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


def read_choices(poll: Mapping[str, Any], sent: MultiDict[str, Any]) -> tuple[Choice, ...]:
    """The options chosen. Every question may be left out, but not all of them."""
    questions = {question["id"]: question for question in poll["questions"]}
    answers = _answers(sent, questions)
    choices = tuple(
        choice
        for id, question in questions.items()
        for choice in _read_question(question, answers.getlist(id))
    )
    if not choices:
        raise ApiError(Code.MISSING_FIELD, field=next(iter(questions)), extra=say("answer_error_choose_any"))
    return choices


def _answers(sent: MultiDict[str, Any], questions: Iterable[str]) -> MultiDict[str, Any]:
    """JSON keeps them together under ``answers``; a form has a field ``answer-<question>`` for each."""
    fields.refuse_unknown(sent, ["key", "lang", "answers", *(f"{IN_FORM}{id}" for id in questions)])
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
        given.update(
            {id: tuple(value) if isinstance(value, list) else value for id, value in answers.items()}
        )
    return given


def _read_question(question: Mapping[str, Any], given: list[Any]) -> list[Choice]:
    known = [option["id"] for option in question["options"]]
    chosen = [value for value in given if value not in ("", None)]
    for value in chosen:
        if value not in known:
            raise ApiError(
                Code.UNKNOWN_OPTION,
                field=question["id"],
                extra=say("answer_error_allowed", allowed=fields.allowed(known)),
            )
    if len(chosen) > 1 and question["kind"] != SEVERAL:
        raise ApiError(
            Code.INVALID_VALUE, field=question["id"], value="", extra=say("answer_error_choose_one")
        )
    return [Choice(question["id"], value) for value in dict.fromkeys(chosen)]
