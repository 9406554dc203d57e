"""What is kept of slow steps is found again, and never when anything that decides it has changed."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import grimp
import pytest

from waymark import steps
from waymark.steps import Known, code_of, digest, kept, kept_each, kept_files

STEPS = (
    "waymark.checks",
    "waymark.checks.words",
    "waymark.crisis.compile",
    "waymark.crisis.everybody",
    "waymark.crisis.judge",
    "waymark.finish.html",
    "waymark.finish.showcase",
    "waymark.indexing.device",
    "waymark.indexing.library",
    "waymark.qr",
    "waymark.training",
)
"""Every module that has a step."""


@dataclass(frozen=True)
class Record:
    """Something that a step may be given."""

    name: str
    day: dt.date | None = None


runs: list[object] = []


def echo(value: object) -> str:
    """A step that says when it runs."""
    runs.append(value)
    return f"made of {value if not isinstance(value, Path) else value.name}"


def write_two(target: Path, words: str) -> None:
    """A step that writes files."""
    runs.append(words)
    (target / "below").mkdir(parents=True)
    (target / "one.txt").write_text(words, encoding="utf-8")
    (target / "below" / "two.bin").write_bytes(bytes(range(256)))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    runs.clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "waymark"


def test_the_same_is_made_once() -> None:
    """And the second answer is equal to the first."""
    assert kept(echo, ["a", 1]) == kept(echo, ["a", 1])
    assert len(runs) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": [1, 2]}, {"a": [2, 1]}),
        ({"a": None}, {"a": ""}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a"}, {"a", "b"}),
        (dt.date(2026, 11, 29), "2026-11-29"),
        (Record("x"), Record("y")),
        (Record("x", dt.date(2026, 1, 1)), Record("x", dt.date(2026, 1, 2))),
        (b"one", b"two"),
        (Known("same", "by one thing"), Known("same", "by another")),
    ],
)
def test_whatever_a_step_is_given_decides(before: object, after: object) -> None:
    """A value, its order, its type, a field of a record, and what a value is known by."""
    kept(echo, before)
    kept(echo, after)
    assert len(runs) == 2


def test_a_path_stands_for_what_it_holds(tmp_path: Path) -> None:
    """Saved again with the same words, nothing is made again; other words, another name or one more file, and it is."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").write_text("words", encoding="utf-8")
    kept(echo, folder)
    os.utime(folder / "a", (1, 1))
    kept(echo, folder)
    assert len(runs) == 1
    (folder / "a").write_text("Words", encoding="utf-8")
    kept(echo, folder)
    (folder / "a").rename(folder / "b")
    kept(echo, folder)
    (folder / "c").touch()
    kept(echo, folder)
    assert len(runs) == 4


def test_files_come_back_byte_for_byte(tmp_path: Path) -> None:
    """All of them, at their places."""
    for name in ("first", "second"):
        kept_files(write_two, tmp_path / name, "words")
    assert len(runs) == 1
    for name in ("one.txt", "below/two.bin"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_of_many_items_only_new_ones_are_made() -> None:
    """In the order asked for, each once, also when one is asked for twice."""
    assert kept_each(echo, ["a", "b", "a"]) == ["made of a", "made of b", "made of a"]
    assert kept_each(echo, ["c", "b"]) == ["made of c", "made of b"]
    assert runs == ["a", "b", "c"]


MANY_AT_ONCE = """
import json, os, pathlib, sys
from tests.waymark.test_steps import whose
from waymark import steps
items = [f"item {number}" for number in range(steps.MANY + 50)]
made = steps.kept_each(whose, items, pathlib.Path(sys.argv[1]))
print(json.dumps({"here": os.getpid(), "as_asked": [item for item, _ in made] == items, "by": sorted({by for _, by in made})}))
"""


def whose(item: str) -> tuple[str, int]:
    """A step that says which process made it."""
    return item, os.getpid()


def test_two_processes_answer_as_one_does(project: Path, tmp_path: Path) -> None:
    """Many new items are shared, and each answer stands at its place. In a process of its own: one with threads isn't split."""
    done = subprocess.run(
        [sys.executable, "-c", MANY_AT_ONCE, str(tmp_path)], cwd=project, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert told["as_asked"]
    assert told["here"] not in told["by"]


def test_what_was_torn_is_made_again(cache: Path) -> None:
    """A flipped letter or a lost end is noticed, and the answer is right all the same."""
    kept(echo, "a")
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    for torn in (whole[:-1], whole.replace(b"made", b"mode"), b"", b"\xff\xfe"):
        path.write_bytes(torn)
        assert kept(echo, "a") == "made of a"
    assert len(runs) == 5


def test_a_place_that_cannot_be_written_to_only_costs_time(cache: Path) -> None:
    """The answer comes all the same."""
    cache.parent.mkdir(parents=True)
    cache.write_text("a file where a folder should be", encoding="utf-8")
    assert kept(echo, "a") == kept(echo, "a") == "made of a"
    assert len(runs) == 2


def test_only_the_last_used_are_kept(cache: Path) -> None:
    """The folder does not grow for ever."""
    for number in range(steps.KEPT + 5):
        kept(echo, number)
    assert len(list(cache.iterdir())) == steps.KEPT


def test_a_source_that_changed_meanwhile_keeps_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody could say whether the old or the new code made it."""
    monkeypatch.setattr(steps, "code_of", lambda module: None)
    assert kept(echo, "a") == kept(echo, "a")
    assert len(runs) == 2 and not cache.exists()


@pytest.mark.parametrize("module", STEPS)
def test_the_code_of_a_step_is_all_the_code_that_it_reaches(module: str) -> None:
    """Held against what import-linter knows of our imports."""
    graph = grimp.build_graph("waymark")
    reached = graph.find_upstream_modules(module)
    assert reached <= steps._imported(module)


def test_every_step_is_known_here(project: Path) -> None:
    """A new one is added to the list above."""
    names = {
        name
        for path in (project / "waymark").rglob("*.py")
        if path.name != "steps.py"
        for name in steps.re.findall(r"\bkept(?:_files|_each)?\(\s*(\w+)", path.read_text(encoding="utf-8"))
    }
    known = {name for module in STEPS for name in vars(__import__(module, fromlist=["x"]))}
    assert names and names <= known


def test_a_changed_source_changes_the_code_of_a_step(project: Path, tmp_path: Path) -> None:
    """Of the step's own module or of one far below it; what the step can't reach changes nothing."""
    shutil.copytree(project / "waymark", tmp_path / "waymark")

    def told() -> str:
        command = [sys.executable, "-c", "from waymark.steps import code_of; print(code_of('waymark.crisis.judge'))"]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout

    def change(name: str) -> None:
        path = tmp_path / "waymark" / name
        path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
        os.utime(path, (1, 1))

    for path in (tmp_path / "waymark").rglob("*.py"):
        os.utime(path, (1, 1))
    first = told()
    assert len(first.strip()) == 64
    change("cli.py")
    assert told() == first
    change("text.py")
    second = told()
    assert second != first
    change("crisis/judge.py")
    assert told() not in (first, second)


def test_a_digest_is_the_same_in_every_process() -> None:
    """Sets and records have no order of their own."""
    code = "from waymark.steps import digest; print(digest({'b', 'a', 'c'}, {'k': ('x', 1)}))"
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert made == {digest({"b", "a", "c"}, {"k": ("x", 1)}) + "\n"}
    assert code_of("waymark.text") != code_of("waymark.problems")
