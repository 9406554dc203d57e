"""The ``waymark`` command. The only module that imports Click; the thinking is elsewhere."""

import datetime as dt
import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from waymark import crisis_report
from waymark.build import BuildPlan, build_hub
from waymark.bundle import BundleError, open_bundle
from waymark.checks import check_content
from waymark.content import load_content
from waymark.content.records import TYPES
from waymark.crisis import Crisis
from waymark.crisis.bank import bank_lines, hand_lines
from waymark.digest import digest, section
from waymark.frontmatter import read_yaml
from waymark.model import (
    Contact,
    Decision,
    Feedback,
    Hub,
    Keyword,
    Need,
    Place,
    Proposal,
    Round,
    Theme,
    Topic,
    TopicGroup,
    Trends,
)
from waymark.model.jargon import Term
from waymark.model.promise import Promise
from waymark.problems import BuildError, count_errors
from waymark.search import Question
from waymark.search.why import why
from waymark.shapes import json_schema
from waymark.training import compile_whole

PLUGS = {
    "report": (
        "site_api.report:report",
        "Report what is counted: `waymark report gaps`, `trends`, `helped`.",
    ),
    "poll": ("site_api.poll_command:poll", "Run a poll: codes, open, close, verify, export, report."),
    "comments": ("site_api.comments_command:comments", "Work through what young people wrote."),
    "backup": ("site_api.backup:backup", "Copy the counts safely, and bring a copy back."),
}
"""Commands of packages that the kit never imports: name → ("module:function", help). The function gets the rest of the line
as a list of texts and answers with the exit code. It is looked for when its command is asked for, not before."""

DIGEST_PLUG = "site_api.digest:digest_lines"
"""What the server's counts add to the digest: the function gets today and answers with sections of title and lines."""

DATA_TYPES = (
    Contact,
    Decision,
    Feedback,
    Hub,
    Keyword,
    Need,
    Place,
    Promise,
    Proposal,
    Round,
    Term,
    Theme,
    Topic,
    TopicGroup,
    Trends,
)
"""Records of ``_data`` that have a schema for editors' tools."""

CONTENT = click.option(
    "--content",
    "root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default="content",
    show_default=True,
    help="The content folder.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Builds and checks a Waymark hub."""


@main.command()
@CONTENT
@click.option("--advice/--no-advice", default=True, help="Show advice as well as errors.")
def check(root: Path, advice: bool) -> None:
    """Report every problem of every file as 'path:line: what, what to do'."""
    try:
        _, problems = check_content(root)
    except BuildError as error:
        raise click.ClickException(str(error)) from error
    errors = count_errors(problems)
    for problem in problems:
        if advice or problem.severity == "error":
            click.echo(str(problem))
    click.echo(f"{errors} errors, {len(problems) - errors} pieces of advice")
    if errors:
        raise SystemExit(1)


@main.command()
@CONTENT
@click.option(
    "--out", type=click.Path(path_type=Path), default="build", show_default=True, help="Where builds go."
)
@click.option(
    "--release", is_flag=True, help="Leave out everything unchecked; refuse when crisis help is unchecked."
)
def build(root: Path, out: Path, release: bool) -> None:
    """Build the hub: site, search index and data."""
    plan = BuildPlan(
        project=Path.cwd(), content=root.resolve(), out=out.resolve(), release=release, today=dt.date.today()
    )
    try:
        build_hub(plan, click.echo)
    except BuildError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@CONTENT
@click.option(
    "--out", type=click.Path(path_type=Path), default="build", show_default=True, help="Where builds go."
)
@click.option(
    "--port", type=int, default=None, help="The port; WAYMARK_PORT or the server's own if left out."
)
def serve(root: Path, out: Path, port: int | None) -> None:
    """Build the hub, serve it on this machine, and build again whenever a file of content or theme is saved."""
    from waymark import watch  # here, because only this command watches

    def plan() -> BuildPlan:
        return BuildPlan(
            show_first=True,
            project=Path.cwd(),
            content=root.resolve(),
            out=out.resolve(),
            today=dt.date.today(),
        )

    try:
        raise SystemExit(watch.serve(plan, port, click.echo))
    except BuildError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("words")
@click.option("--lang", default=None, help="The language; the hub's first if left out.")
@click.option("--place", default=None, help="A place: its id, its name, or an outward postcode.")
@click.option(
    "--built",
    type=click.Path(path_type=Path),
    default="build/current",
    show_default=True,
    help="The build to ask.",
)
def search(words: str, lang: str | None, place: str | None, built: Path) -> None:
    """Say what search understands by WORDS, what they speak for, and what comes first. Nothing is kept."""
    try:
        bundle = open_bundle(built)
    except BundleError as error:
        raise click.ClickException(str(error)) from error
    lang = lang or bundle.default_language
    if lang not in bundle.search:
        raise click.ClickException(f"This hub doesn't speak {lang}. It speaks {', '.join(bundle.search)}.")
    here = bundle.places.find(place) if place else None
    if place and here is None:
        raise click.ClickException(f"This hub has no place called {place}.")
    for line in why(bundle.search[lang], Question(q=words, lang=lang, place=here)):
        click.echo(line)


@main.command("digest")
@CONTENT
def show_digest(root: Path) -> None:
    """The editors' week as Markdown: what runs out, what opens and closes, what is missing, what people looked for."""
    today = dt.date.today()
    try:
        lines = digest(load_content(root)[0], today)
    except BuildError as error:
        raise click.ClickException(str(error)) from error
    try:
        for title, told in _find_plug("digest", DIGEST_PLUG)(today):
            lines += section(title, told)
    except click.ClickException as error:
        lines += section("The counts", [error.message])
    click.echo("\n".join(lines).rstrip())


@main.group()
def crisis() -> None:
    """Crisis words: why words get their answer, and how the recognition does."""


@crisis.command("try")
@CONTENT
@click.argument("words")
@click.option("--lang", default="en", show_default=True, help="The language of the page.")
def try_words(root: Path, words: str, lang: str) -> None:
    """Say which entries fire for WORDS, what was learnt that speaks, and the answer. Nothing is kept."""
    artifact = compile_whole(load_content(root)[0])
    for line in crisis_report.why(Crisis.from_dict(artifact), artifact, words, lang):
        click.echo(line)


@crisis.command("report")
@CONTENT
@click.option(
    "--hand",
    "hands",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A hand of lines that is not in the bank, such as one that was kept aside. May be given more than once.",
)
@click.option("--wrong", is_flag=True, help="List the lines that get the wrong answer.")
def report_figures(root: Path, hands: tuple[Path, ...], wrong: bool) -> None:
    """The bank's figures by hand and by kind. The bank taught the weights, so only a hand kept aside tells how they will do."""
    content = load_content(root)[0]
    lines = [line for path in hands for line in hand_lines(str(path), read_yaml(path, str(path)).data or {})]
    judged = crisis_report.judge(
        Crisis.from_dict(compile_whole(content)), lines if hands else bank_lines(content.phrases)
    )
    for told in crisis_report.report(judged):
        click.echo(told)
    for kind, line in crisis_report.wrong(judged) if wrong else ():
        click.echo(f"{kind}\t{line.file}\t{line.text}")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="build/schemas")
def schemas(folder: Path) -> None:
    """Write the JSON Schemas of all records, for editors' tools."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in (*TYPES.values(), *DATA_TYPES):
        path = folder / f"{kind.__name__.lower()}.schema.json"
        path.write_text(json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(str(path))


def _plug(name: str, target: str, about: str) -> click.Command:
    """A command whose arguments, also ``--help``, are the other package's affair."""

    @click.command(name, help=about, add_help_option=False, context_settings={"ignore_unknown_options": True})
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def run(arguments: tuple[str, ...]) -> None:
        raise SystemExit(_find_plug(name, target)(list(arguments)))

    return run


def _find_plug(name: str, target: str) -> Callable[..., Any]:
    module, _, function = target.partition(":")
    try:
        return getattr(importlib.import_module(module), function)
    except ImportError as error:
        raise click.ClickException(
            f"`waymark {name}` needs the server part, which isn't installed here ({error})."
        ) from error


for _name, (_target, _about) in PLUGS.items():
    main.add_command(_plug(_name, _target, _about))
