"""What an attacker would do with published results, written without a look at the auditor: brute force and an integer solver."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from site_api.publish import Cell, publish
from site_api.store.schema import PEOPLE

CLOSED = "2027-01-31"
KINDS = ("one", "one", "scale", "several", "rank", "pair")


def told(counts: Sequence[int], **options: Any) -> tuple[int | None, list[int | str]]:
    """The published counts in order; F and H stand for the two ways of not telling."""
    table = publish(dict(zip("abcdefgh", counts, strict=False)), **options)
    return table.total, [
        cell.count if cell.cell is Cell.SHOWN else cell.cell.value[0].upper()
        for cell in table.options.values()
    ]


def of_table(counts: Sequence[int], **options: Any) -> tuple[Any, ...]:
    """All that is published of one question, as one value."""
    table = publish(dict(zip("abcdefgh", counts, strict=False)), **options)
    return (
        table.state,
        table.total,
        tuple((cell.cell, cell.count, cell.percent) for cell in table.options.values()),
    )


def fewest_values_left(tables: Iterable[tuple[Sequence[int], Mapping[str, Any]]]) -> int:
    """By brute force: of all counts given, those that are published alike are what a reader can't tell apart. The fewest numbers
    that any hidden count can be. ``tables`` must hold every count vector that can be published like another one of them."""
    alike: dict[tuple[Any, ...], list[Sequence[int]]] = {}
    for counts, options in tables:
        seen = of_table(counts, **options)
        if any(cell[0] is not Cell.SHOWN for cell in seen[2]):
            alike.setdefault(seen, []).append(counts)
    return min(
        (
            len({counts[place] for counts in vectors})
            for seen, vectors in alike.items()
            for place, cell in enumerate(seen[2])
            if cell[0] is not Cell.SHOWN
        ),
        default=0,
    )


def votes_given_away(
    options: int, most: int, page: Callable[[Sequence[int], Sequence[int]], Any]
) -> tuple[int, int]:
    """The watcher: sees the page before and after one person answered. How many votes are certain, of how many.

    ``page(at_release, now)`` is what is published. Every count vector of so many options up to ``most`` answers, every vote.
    """
    certain = cases = 0
    for counts in vectors(options, most):
        pages = [
            page(counts, [n + (place == vote) for place, n in enumerate(counts)]) for vote in range(options)
        ]
        before = page(counts, counts)
        cases += options
        certain += sum(pages.count(after) == 1 and after != before for after in pages)
    return certain, cases


def vectors(options: int, most: int) -> Iterable[tuple[int, ...]]:
    """Every count vector of up to ``most`` answers."""
    if options == 1:
        yield from ((n,) for n in range(most + 1))
        return
    for first in range(most + 1):
        for rest in vectors(options - 1, most - first):
            yield (first, *rest)


def random_poll(rng: random.Random) -> dict[str, Any]:
    """Facts of a poll with one to four questions of any kind, sometimes with two of them crossed."""
    questions = [
        {
            "id": f"q{number}",
            "kind": rng.choice(KINDS),
            "places": rng.randint(1, 4),
            "options": list("abcdefgh"[: rng.randint(2, 8)]),
        }
        for number in range(rng.randint(1, 4))
    ]
    single = [question["id"] for question in questions if question["kind"] in ("one", "scale")]
    crossed = single[:2] if len(single) > 1 and rng.random() < 0.4 else []
    return {"id": "poll", "sensitive": rng.random() < 0.25, "cross": crossed, "questions": questions}


def random_counts(rng: random.Random, poll: Mapping[str, Any], people: int) -> dict[str, dict[str, int]]:
    """What ``people`` would leave in the store, answered one by one, each question with its own favourites."""
    counts: dict[str, dict[str, int]] = {}

    def add(question: str, chosen: Iterable[str]) -> None:
        table = counts.setdefault(question, {})
        for option in (*chosen, PEOPLE):
            table[option] = table.get(option, 0) + 1

    tastes = {
        question["id"]: [rng.choice((0.02, 0.1, 0.5, 1, 3)) for _ in question["options"]]
        for question in poll["questions"]
    }
    leaves_out = rng.choice((0, 0.02, 0.1, 0.3))
    for _ in range(people):
        picked: dict[str, str] = {}
        for question in poll["questions"]:
            if rng.random() < leaves_out:
                continue
            options, taste = question["options"], tastes[question["id"]]
            one = rng.choices(options, taste)[0]
            match question["kind"]:
                case "several":
                    add(
                        question["id"],
                        {one, *(o for o, w in zip(options, taste, strict=True) if rng.random() < w / 4)},
                    )
                case "rank":
                    _add_ranking(rng, question, taste, leaves_out, add)
                case "pair":
                    for part in ("keep", "change"):
                        if rng.random() > leaves_out:
                            add(f"{question['id']}:{part}", rng.choices(options, taste))
                case _:
                    picked[question["id"]] = one
        if poll["cross"] and all(each in picked for each in poll["cross"]):
            add("*".join(poll["cross"]), ["*".join(picked[each] for each in poll["cross"])])
        for question, option in picked.items():
            if question not in poll["cross"]:
                add(question, [option])
    return counts


def _add_ranking(
    rng: random.Random, question: Mapping[str, Any], taste: Sequence[float], stops: float, add: Any
) -> None:
    left = dict(zip(question["options"], taste, strict=True))
    for place in range(question["places"]):
        if not left or (place and rng.random() < stops):
            return
        option = rng.choices(list(left), list(left.values()))[0]
        del left[option]
        add(f"{question['id']}:{place + 1}", [option])


class Solver:
    """An integer programme of everything that a reader knows about some tables of the same people: SciPy's HiGHS does the thinking."""

    def __init__(self, tables: Sequence[Mapping[str, Any]], sensitive: bool) -> None:
        self._rows: list[tuple[dict[int, float], float, float]] = []
        self._bounds: list[tuple[float, float]] = []
        self._floor = 0 if sensitive else 1
        self.hidden: list[tuple[int, int]] = []
        """For each count that is not told: its variable, and the variable that says that it is a small one."""
        self.left_out: list[tuple[int, int, int]] = []
        """Where several may be chosen: the count, that nearly everybody chose it, and the people."""
        total = tables[0]["total"]
        self._people = self._new(max(30, total - 2), total + 2)
        columns: dict[str, list[int]] = {}
        ends: list[int] = []
        for table in tables:
            found = self._add_table(table)
            for option, variable in found.items():
                (ends if option == "-" else columns.setdefault(option, [])).append(variable)
        if len(tables) > 1:
            for same in columns.values():
                self._say({**dict.fromkeys(same, 1.0), self._people: -1.0}, -np.inf, 0)
            for sooner, later in pairwise(ends):
                self._say({sooner: 1.0, later: -1.0}, -np.inf, 0)

    def can_be(self, variable: int, role: int, value: int, minus: int | None = None) -> bool:
        """Whether the count can be ``value`` while it has that role; with ``minus``, whether ``minus`` less the count can."""
        asked = {variable: 1.0} if minus is None else {variable: -1.0, minus: 1.0}
        rows = [*self._rows, (asked, value, value), ({role: 1.0}, 1, 1)]
        matrix = np.zeros((len(rows), len(self._bounds)))
        for number, (row, _, _) in enumerate(rows):
            for index, factor in row.items():
                matrix[number, index] = factor
        done = milp(
            np.zeros(len(self._bounds)),
            constraints=LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows]),
            bounds=Bounds(*map(list, zip(*self._bounds, strict=True))),
            integrality=np.ones(len(self._bounds)),
        )
        return done.status == 0

    def _new(self, low: float, high: float) -> int:
        self._bounds.append((low, high))
        return len(self._bounds) - 1

    def _say(self, row: dict[int, float], low: float, high: float) -> None:
        self._rows.append((row, low, high))

    def _if(self, role: int, row: dict[int, float], low: float, high: float) -> None:
        """``low <= row <= high`` whenever ``role`` is 1."""
        big = 10_000.0
        self._say({**row, role: row.get(role, 0) - big}, low - big, np.inf)
        self._say({**row, role: row.get(role, 0) + big}, -np.inf, high + big)

    def _add_table(self, table: Mapping[str, Any]) -> dict[str, int]:
        several, cells = table["kind"] == "several", table["cells"]
        told_counts = [cell["count"] for cell in cells if cell["count"]]
        found: dict[str, int] = {}
        roles: dict[str, list[int]] = {"small": [], "along": [], "near": []}
        paired = sum(cell["state"] != "shown" for cell in cells) == 2
        for cell in cells:
            if cell["state"] == "shown":
                found[cell["option"]] = self._add_shown(cell["count"], several)
            else:
                found[cell["option"]] = self._add_hidden(
                    cell["state"], several, paired, min(told_counts), roles
                )
        everybody = {**dict.fromkeys(found.values(), 1.0), self._people: -1.0}
        self._say(everybody, 0, np.inf if several else 0)
        if roles["along"]:
            self._say(dict.fromkeys(roles["small"] + roles["near"], 1.0), 1, np.inf)
            if not several:
                self._say(dict.fromkeys(roles["along"], 1.0), 1, np.inf)
        elif roles["near"]:
            self._say(dict.fromkeys(roles["near"], 1.0), 1, np.inf)
        return found

    def _add_shown(self, count: int, several: bool) -> int:
        if not count:
            return self._new(0, 0)
        variable = self._new(max(10, count - 2), count + 2)
        self._say({variable: 1.0, self._people: -1.0}, -np.inf, 0)
        if several:
            everybody, fewer = self._new(0, 1), self._new(0, 1)
            self._say({everybody: 1.0, fewer: 1.0}, 1, 1)
            self._if(everybody, {variable: 1.0, self._people: -1.0}, 0, 0)
            self._if(fewer, {variable: 1.0, self._people: -1.0}, -np.inf, -10)
        return variable

    def _add_hidden(
        self, state: str, several: bool, paired: bool, least: int, roles: dict[str, list[int]]
    ) -> int:
        variable, small = self._new(0, 10_000), self._new(0, 1)
        self._if(small, {variable: 1.0}, self._floor, 9)
        self.hidden.append((variable, small))
        mine = [small]
        if state == "hidden":
            roles["small"].append(small)
            if paired:
                along = self._new(0, 1)
                self._if(along, {variable: 1.0}, 10, least + 2)
                roles["along"].append(along)
                mine.append(along)
            if several:
                near = self._new(0, 1)
                self._if(near, {self._people: 1.0, variable: -1.0}, self._floor, 9)
                roles["near"].append(near)
                mine.append(near)
                self.left_out.append((variable, near, self._people))
        self._say(dict.fromkeys(mine, 1.0), 1, 1)
        return variable


def solver_values(release: Mapping[str, Any]) -> list[int]:
    """For each hidden count of a release, how many numbers from one to nine it can be if it is a small one (0: it can't be one)."""
    together: dict[Any, list[Mapping[str, Any]]] = {}
    for number, table in enumerate(release["tables"]):
        if table["state"] == "shown":
            key = table["question"] if table["kind"] == "rank" else number
            together.setdefault(key, []).append(table)
    found = []
    for tables in together.values():
        solver = Solver(tables, release["sensitive"])
        for variable, small in solver.hidden:
            found.append(sum(solver.can_be(variable, small, value) for value in range(10)))
        for variable, near, people in solver.left_out:
            found.append(sum(solver.can_be(variable, near, value, people) for value in range(10)))
    return found


def box(least: int, most: int, options: int) -> Iterable[tuple[int, ...]]:
    """Every count vector of so many options with a sum from ``least`` to ``most``."""
    return (counts for counts in vectors(options, most) if sum(counts) >= least)


def chosen_by(people: Iterable[int], options: int) -> Iterable[tuple[tuple[int, ...], dict[str, Any]]]:
    """Every count vector where several may be chosen, for each number of people."""
    for number in people:
        for counts in product(range(number + 1), repeat=options):
            if sum(counts) >= number:
                yield counts, {"people": number}
