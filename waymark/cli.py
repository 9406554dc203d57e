"""The ``waymark`` command. The only module that imports Click; the thinking is elsewhere."""

import datetime as dt
import json
from pathlib import Path

import click

from waymark.build import BuildPlan, build_hub
from waymark.checks import check_content
from waymark.content.records import TYPES
from waymark.model import Contact, Hub, Keyword, Need, Place, Topic, TopicGroup
from waymark.problems import BuildError, count_errors
from waymark.shapes import json_schema

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
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="build/schemas")
def schemas(folder: Path) -> None:
    """Write the JSON Schemas of all records, for editors' tools."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in (*TYPES.values(), Contact, Hub, Keyword, Need, Place, Topic, TopicGroup):
        path = folder / f"{kind.__name__.lower()}.schema.json"
        path.write_text(json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(str(path))
