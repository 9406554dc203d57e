"""Counting gaps: sums are right, old weeks go, no row tells more than it should, and nothing is slowed or broken."""

import datetime as dt
import logging
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest
from sqlalchemy import event, inspect

from site_api.store import open_engine
from site_api.store.gaps import KEPT_WEEKS, Gap, Gaps, Kind, week, weeks_before
from site_api.store.waiting import WaitingCounts

ROOT = Path(__file__).parents[3]
SLEEP = Gap("2026-W47", "sleep", "fleetwood", Kind.NOTHING_NEAR)
BOATS = Gap("2026-W47", "elsewhere", "", Kind.NOTHING_HERE)
SLEPT = ("sleep", "fleetwood", "nothing-near")


@pytest.fixture
def engine(address):
    """An open, empty store."""
    found = open_engine(address)
    yield found
    found.dispose()


@pytest.fixture
def gaps(engine):
    """Its gaps."""
    return Gaps(engine)


def all_counts(gaps):
    """Everything that is kept."""
    return gaps.counts("0000-W00", "9999-W99")


def test_lots_add_up(gaps):
    """Each key by itself."""
    gaps.add({SLEEP: 2, BOATS: 1})
    gaps.add({SLEEP: 3})
    assert all_counts(gaps) == {SLEPT: 5, ("elsewhere", "", "nothing-here"): 1}


def test_nothing_is_written_for_nothing(gaps):
    """An empty lot is no transaction."""
    gaps.add({})
    assert all_counts(gaps) == {}


def test_weeks_are_counted_apart_and_told_together(gaps):
    """From one to another, both counted."""
    gaps.add({replace(SLEEP, period=f"2026-W{number}"): 1 for number in (44, 45, 46, 47)})
    assert gaps.counts("2026-W45", "2026-W46")[SLEPT] == 2


def test_weeks_go_on_over_new_year():
    """2026 has 53 weeks; the first days of January can be last year's."""
    assert week(dt.date(2027, 1, 3)) == "2026-W53"
    assert weeks_before("2027-W01", 1) == "2026-W53"
    assert weeks_before("2026-W47", 13) == "2026-W34"


def test_what_is_older_than_a_year_goes_with_the_next_writing(gaps):
    """53 weeks are kept, one more is not."""
    old, kept = weeks_before("2026-W47", KEPT_WEEKS + 1), weeks_before("2026-W47", KEPT_WEEKS)
    gaps.add({replace(SLEEP, period=old): 1})
    gaps.add({replace(SLEEP, period=kept): 1})
    assert gaps.counts(old, old)
    gaps.add({BOATS: 1})
    assert gaps.counts(old, old) == {}
    assert gaps.counts(kept, kept)[SLEPT] == 1


def test_many_writers_in_random_order_never_lock_each_other_out(address):
    """Four engines, as four workers would have; every count arrives."""
    engines = [open_engine(address) for _ in range(4)]
    lot = {replace(SLEEP, topic=f"topic-{number}"): 1 for number in range(40)}
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: Gaps(engines[number % 4]).add(lot), range(40)))
    counts = all_counts(Gaps(engines[0]))
    for each in engines:
        each.dispose()
    assert (len(counts), set(counts.values())) == (40, {40})


def test_a_fault_half_way_leaves_nothing(engine, gaps):
    """A lot is counted whole or not at all."""

    def break_down(_connection, _cursor, statement, *_rest):
        if statement.startswith("DELETE"):
            raise OSError("the disk is gone")

    event.listen(engine, "before_cursor_execute", break_down)
    with pytest.raises(OSError, match="disk"):
        gaps.add({SLEEP: 1})
    event.remove(engine, "before_cursor_execute", break_down)
    assert all_counts(gaps) == {}


def test_a_row_is_a_week_two_ids_and_a_kind(engine):
    """Nothing else can be kept: no word, age, wish, language, time, or order (T10)."""
    columns = {column["name"] for column in inspect(engine).get_columns("gap")}
    assert columns == {field.name for field in fields(Gap)} | {"times"}


def test_sqlite_numbers_no_rows(tmp_path):
    """A rowid would tell which came first."""
    open_engine(f"sqlite:///{tmp_path}/polls.db").dispose()
    with sqlite3.connect(tmp_path / "polls.db") as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'gap'").fetchone()
    connection.close()
    assert made.rstrip().endswith("WITHOUT ROWID")


def test_rows_are_written_in_random_order(engine, gaps):
    """The order in which people asked is not the order in the file, nor is any other."""
    lot = {replace(SLEEP, topic=f"topic-{number:02}"): 1 for number in range(30)}
    seen = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        if statement.startswith("INSERT"):
            seen.append(str(parameters))

    event.listen(engine, "before_cursor_execute", note)
    gaps.add(lot)
    gaps.add(lot)
    event.remove(engine, "before_cursor_execute", note)
    half = len(seen) // 2
    assert seen[:half] != seen[half:]


def test_nothing_of_a_removed_week_stays_in_the_file(tmp_path):
    """secure_delete wipes what goes."""
    engine = open_engine(f"sqlite:///{tmp_path}/polls.db")
    Gaps(engine).add({replace(SLEEP, period="2020-W01", topic="zebracanary"): 1})
    Gaps(engine).add({SLEEP: 1})
    engine.dispose()
    assert b"zebracanary" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


# Counting in memory


class Lots(list):
    """Takes what a counter hands over; fails while ``broken``."""

    broken = False

    def __call__(self, counts):
        if self.broken:
            raise OSError("zebracanary")
        self.append(dict(counts))


def wait_for(found):
    """Until something holds; another thread is at work."""
    deadline = time.monotonic() + 10
    while not found() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert found()


def test_a_minutes_counts_are_one_lot():
    """Nothing is written before its time."""
    lots = Lots()
    counter = WaitingCounts(lots, seconds=0.3)
    for gap in (SLEEP, BOATS, SLEEP):
        counter.add(gap)
    assert lots == []
    wait_for(lambda: lots)
    counter.add(BOATS)
    wait_for(lambda: len(lots) == 2)
    assert lots == [{SLEEP: 2, BOATS: 1}, {BOATS: 1}]


def test_many_counts_do_not_wait():
    """A lot has a size, too. Written by another thread than the one that answers."""
    lots, writer = Lots(), []
    counter = WaitingCounts(
        lambda counts: (writer.append(threading.current_thread()), lots(counts)), seconds=600, most=100
    )
    for _ in range(100):
        counter.add(SLEEP)
    wait_for(lambda: lots)
    assert sum(sum(lot.values()) for lot in lots) == 100
    assert writer[0] is not threading.current_thread()


def test_threads_lose_no_count():
    """Eight at once, while lots go out."""
    lots = Lots()
    counter = WaitingCounts(lots, seconds=0.01, most=50)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: counter.add(SLEEP), range(5000)))
    counter.write()
    assert sum(lot[SLEEP] for lot in lots) == 5000


def test_a_broken_store_is_one_line_in_the_log(caplog):
    """The counts are gone, nothing is thrown, nothing is quoted; when the store is back, counting is too."""
    caplog.set_level(logging.INFO, logger="waymark.api")
    lots = Lots()
    lots.broken = True
    counter = WaitingCounts(lots, seconds=600)
    for _ in range(3):
        counter.add(SLEEP)
        counter.write()
    assert [record.getMessage() for record in caplog.records] == [
        "weekly counts can't be written, and aren't kept until they can: OSError"
    ]
    lots.broken = False
    counter.add(BOATS)
    counter.write()
    assert lots == [{BOATS: 1}]


def test_a_store_that_hangs_keeps_nobody_waiting():
    """Counting goes on in memory while a lot is being written."""
    going, let_go = threading.Event(), threading.Event()

    def hang(_counts):
        going.set()
        let_go.wait(10)

    counter = WaitingCounts(hang, seconds=600, most=1)
    counter.add(SLEEP)
    assert going.wait(10)
    started = time.monotonic()
    for _ in range(1000):
        counter.add(SLEEP)
    taken = time.monotonic() - started
    let_go.set()
    counter.write()
    assert taken < 5


PROCESS = """
import sys, time
from site_api.store import open_engine
from site_api.store.waiting import WaitingCounts
from site_api.store.gaps import Gaps
from tests.site_api.store.test_gaps import BOATS, SLEEP
counter = WaitingCounts(Gaps(open_engine(sys.argv[1])).add)
for _ in range(7): counter.add(SLEEP)
if sys.argv[2] == "kill":
    counter.write()
    for _ in range(5): counter.add(BOATS)
    print("ready", flush=True)
    time.sleep(60)
"""


def start(address, how):
    """A process that counts."""
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, address, how], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_a_process_that_ends_writes_what_it_has(address):
    """At exit, without being told."""
    process = start(address, "end")
    process.communicate(timeout=60)
    engine = open_engine(address)
    assert (process.returncode, all_counts(Gaps(engine))) == (0, Counter({SLEPT: 7}))
    engine.dispose()


def test_a_process_that_is_killed_loses_only_what_was_not_written(address):
    """kill -9 between two lots: the first is whole, the second is gone, the store is well."""
    process = start(address, "kill")
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    engine = open_engine(address)
    gaps = Gaps(engine)
    assert all_counts(gaps) == {SLEPT: 7}
    gaps.add({SLEEP: 1})
    assert all_counts(gaps) == {SLEPT: 8}
    engine.dispose()
