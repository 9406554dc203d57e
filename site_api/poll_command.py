"""``waymark poll …``: codes on cards, open, close, verify, export, and the quarter's report. Nothing here shows a count that the rule hides."""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from site_api import now, put_together
from site_api.ballots import make_code
from site_api.cards import cards_html, grouped
from site_api.current import Parts
from site_api.poll_closing import ClosingError, close_due, close_poll
from site_api.poll_report import FORMATS, ReportError, export, quarter_report
from site_api.poll_state import KEPT_SECONDS, Said, State, find_state
from site_api.publish import audit
from site_api.settings import SettingsError, load_settings
from site_api.store import CodeKind, StoreError
from site_api.store.schema import ISSUED, PEOPLE
from site_api.store.secrets import SecretError
from waymark.bundle import Bundle, BundleError

MOST_CODES = 20_000
MOST_GROUPS = 200
_random = random.SystemRandom()


class PollError(Exception):
    """Something that can't be done with this poll; says why, and what to do."""


SAID = (PollError, ClosingError, ReportError, SettingsError, StoreError, SecretError, BundleError)
"""Errors whose words are a sentence for whoever runs the command."""


def poll(arguments: Sequence[str]) -> int:
    """Runs ``waymark poll …``; what a person can mend is one sentence and exit 1."""
    asked = _parser().parse_args(list(arguments))
    parts: Parts | None = None
    try:
        parts = put_together(load_settings(dict(os.environ)), builds=None, now=now)
        asked.run(parts, parts.builds.current(), asked)
    except SAID as error:
        return _fail(str(error))
    except SQLAlchemyError as error:
        return _fail(
            f"The store doesn't answer ({type(error).__name__}). Is WAYMARK_STORE right, and is there room?"
        )
    except OSError as error:
        return _fail(f"{error.strerror or type(error).__name__}: {error.filename or 'the store'}.")
    finally:
        if parts is not None:
            parts.votes.close()
            parts.comments.close()
    return 0


def _fail(sentence: str) -> int:
    print(f"waymark: {sentence}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="waymark poll", description="Run a poll.")
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, run: Callable[..., None], about: str, *, poll: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=run)
        if poll:
            command.add_argument("poll", help="the poll's id: the name of its file")
        return command

    add("list", _list, "Every poll with its state and days.", poll=False)
    codes = add("codes", _codes, "Make codes: cards to cut out, and codes for groups or for the room.")
    kind = codes.add_mutually_exclusive_group(required=True)
    kind.add_argument("--count", type=int, metavar="N", help="cards, one for each person; one batch a poll")
    kind.add_argument(
        "--groups", type=int, metavar="N", help="codes for facilitators who enter a group's answers"
    )
    kind.add_argument("--room", action="store_true", help="one code that opens and closes the poll in a room")
    codes.add_argument("--lang", help="the language of the cards (default: the hub's first)")
    codes.add_argument("--out", type=Path, help="the file for the cards (default: cards-<poll>.html)")
    add("open", _open, "Open a poll that is opened by hand, or that was paused.")
    close = add("close", _close, "Close a poll for good: publish its numbers, destroy its keys.", poll=False)
    close.add_argument("poll", nargs="?", help="the poll's id; or --due")
    close.add_argument("--now", action="store_true", help="also before its closing day")
    close.add_argument("--due", action="store_true", help="every poll whose closing day is over")
    add("verify", _verify, "Hold a poll's counts and release against each other and the rule.")
    told = add("export", _export, "Print what was published of a closed poll.")
    told.add_argument("--format", choices=FORMATS, default="csv")
    told.add_argument("--lang", help="the language of the words (default: the hub's first)")
    report = add("report", _report, "The quarter's polls for people, as Markdown.", poll=False)
    report.add_argument("--quarter", help="such as 2026-q4 (default: the one that is running)")
    report.add_argument("--lang", help="the language of the words (default: the hub's first)")
    return parser


def _find(bundle: Bundle, poll: str) -> dict[str, Any]:
    facts = bundle.polls.get(poll)
    if facts is None:
        raise PollError(f"There is no poll {poll}. There are: {', '.join(sorted(bundle.polls))}.")
    return {**facts, "id": poll}


def _state(parts: Parts, facts: dict[str, Any]) -> State:
    return find_state(facts, parts.states.said(facts["id"]), parts.today())


def _words(bundle: Bundle, facts: dict[str, Any], lang: str | None) -> dict[str, Any]:
    lang = lang or bundle.default_language
    if lang not in bundle.languages:
        raise PollError(f"This hub doesn't speak {lang}. It speaks {', '.join(bundle.languages)}.")
    return facts["words"].get(lang) or next(iter(facts["words"].values()))


def _list(parts: Parts, bundle: Bundle, _asked: argparse.Namespace) -> None:
    for id in sorted(bundle.polls):
        facts = _find(bundle, id)
        example = "  (example)" if facts["example"] else ""
        print(
            f"{id}  {_state(parts, facts)}  {facts['opens']} to {facts['closes']}  {facts['one_answer']}{example}"
        )


def _codes(parts: Parts, bundle: Bundle, asked: argparse.Namespace) -> None:
    facts = _find(bundle, asked.poll)
    if _state(parts, facts) is State.CLOSED:
        raise PollError(f"{asked.poll} has closed. Codes are of no use any more.")
    if asked.count is not None:
        _make_cards(parts, bundle, facts, asked)
        return
    if asked.room:
        if not facts["room"]:
            raise PollError(f'{asked.poll} isn\'t opened in a room. Write "room: true" in its file first.')
        print(grouped(_issue(parts, asked.poll, 1, CodeKind.ROOM)[0]))
        return
    if facts.get("cross"):
        raise PollError(
            f"{asked.poll} counts two questions together. A group's tally sheets can't say who chose both."
        )
    if not 1 <= asked.groups <= MOST_GROUPS:
        raise PollError(f"--groups is a number from 1 to {MOST_GROUPS}.")
    for code in _issue(parts, asked.poll, asked.groups, CodeKind.GROUP):
        print(grouped(code))


def _make_cards(parts: Parts, bundle: Bundle, facts: dict[str, Any], asked: argparse.Namespace) -> None:
    """One batch, shuffled: nothing numbers the cards, and nobody knows which came from where."""
    poll, out = asked.poll, asked.out or Path(f"cards-{asked.poll}.html")
    if facts["one_answer"] != "code":
        raise PollError(f'{poll} asks for no code. Write "one_answer: code" in its file first.')
    if not 1 <= asked.count <= MOST_CODES:
        raise PollError(f"--count is a number from 1 to {MOST_CODES}.")
    if parts.votes.counts(poll).get(PEOPLE, {}).get(ISSUED):
        raise PollError(f"{poll} has its cards already: one batch a poll. Print the file of then again.")
    if out.exists():
        raise PollError(f"{out} is there already. Name another file with --out.")
    words = _words(bundle, facts, asked.lang)
    lang = asked.lang or bundle.default_language
    address = f"{bundle.manifest['hub']['address']}{words['form_action']}"
    codes = _issue(parts, poll, asked.count, CodeKind.ONE)
    document = cards_html(words["title"], bundle.strings[lang], address, codes, lang)
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(document)
    print(f"{asked.count} cards are in {out}. Print it, cut it, shuffle the cards, and delete the file.")


def _issue(parts: Parts, poll: str, number: int, kind: CodeKind) -> list[str]:
    codes = [make_code() for _ in range(number)]
    parts.votes.issue(poll, [parts.secrets.code_mark(poll, code) for code in codes], kind)
    _random.shuffle(codes)
    return codes


def _open(parts: Parts, bundle: Bundle, asked: argparse.Namespace) -> None:
    facts = _find(bundle, asked.poll)
    match _state(parts, facts):
        case State.CLOSED:
            raise PollError(f"{asked.poll} has closed for good. Write a new poll to ask again.")
        case State.SOON:
            raise PollError(
                f"{asked.poll} opens on {facts['opens']}. Change the day in its file to open it before."
            )
    parts.closing.say(asked.poll, Said.OPEN)
    print(f"{asked.poll} is open.")


def _close(parts: Parts, bundle: Bundle, asked: argparse.Namespace) -> None:
    if asked.due == bool(asked.poll):
        raise PollError("Name a poll, or say --due.")
    if asked.due:
        close_due(parts, bundle)
        print("Every poll whose closing day is over is closed.")
        return
    facts = _find(bundle, asked.poll)
    if _state(parts, facts) is not State.CLOSED:
        if not asked.now:
            raise PollError(
                f"{asked.poll} is open until {facts['closes']}. To close it before, for good, say --now."
            )
        parts.closing.say(asked.poll, Said.CLOSED)
        time.sleep(2 * KEPT_SECONDS)  # until every process knows: an answer that is thanked is told too
    told = close_poll(parts, asked.poll, facts)
    shown = sum(table["state"] == "shown" for table in told["tables"])
    print(
        f"{asked.poll} is closed: {shown} of {len(told['tables'])} tables can be shown. Its keys and its secret are gone."
    )


def _verify(parts: Parts, bundle: Bundle, asked: argparse.Namespace) -> None:
    facts = _find(bundle, asked.poll)
    found = parts.votes.verify(asked.poll)
    release = parts.closing.release(asked.poll)
    if release is not None:
        found += [f"release: {problem}" for problem in audit(release)]
        if asked.poll in parts.closing.unfinished() | parts.secrets.kept():
            found.append("closed, but its keys, codes or secret are still there: waymark poll close --due")
    elif _state(parts, facts) is State.CLOSED:
        found.append("closed, but nothing was published yet: waymark poll close --due")
    if found:
        raise PollError("\n".join((f"{asked.poll} doesn't add up:", *found)))
    print(f"{asked.poll}: everything adds up.")


def _released(parts: Parts, poll: str) -> dict[str, Any]:
    release = parts.closing.release(poll)
    if release is None:
        raise PollError(f"Nothing is published of {poll}. That happens once, when it closes.")
    return release


def _export(parts: Parts, bundle: Bundle, asked: argparse.Namespace) -> None:
    facts = _find(bundle, asked.poll)
    print(export(_released(parts, asked.poll), _words(bundle, facts, asked.lang), asked.format), end="")


def _report(parts: Parts, bundle: Bundle, asked: argparse.Namespace) -> None:
    quarter = asked.quarter or f"{parts.today().year}-q{(parts.today().month + 2) // 3}"
    releases: list[dict[str, Any]] = []
    words: dict[str, Any] = {}
    if asked.lang is not None and asked.lang not in bundle.languages:
        raise PollError(f"This hub doesn't speak {asked.lang}. It speaks {', '.join(bundle.languages)}.")
    for id in sorted(bundle.polls):
        release = parts.closing.release(id)
        if release is not None:
            releases.append(release)
            words[id] = _words(bundle, _find(bundle, id), asked.lang)
    strings = bundle.strings[asked.lang or bundle.default_language]
    print(quarter_report(releases, quarter, words, strings), end="")
