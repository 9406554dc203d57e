"""The log's own habits."""

import logging
import re

from gunicorn.config import Config

from site_api.logs import HourCount
from site_api.refusals import QuietLogger


def test_an_hour_is_one_line(caplog):
    """However many came: the first of the next hour writes it down."""
    caplog.set_level(logging.INFO, logger="waymark.api")
    clock = iter([0, 10, 20, 3600, 3601])
    count = HourCount("polls were asked %d times in an hour", now=lambda: next(clock))
    for _ in range(5):
        count.add()
    assert [record.getMessage() for record in caplog.records] == ["polls were asked 3 times in an hour"]


def test_gunicorns_faults_are_told_by_their_place(caplog):
    """Its own lines would quote the request; ours name a file and a line."""
    caplog.set_level(logging.DEBUG)
    log = QuietLogger(Config())
    log.error_log.propagate = True
    try:
        raise ValueError("zebracanary")
    except ValueError:
        log.exception("Error handling request %s", "/zebracanary")
    log.debug("zebracanary")
    log.access("zebracanary", None, None, None)
    assert [re.sub(r"\d+$", "N", message) for message in caplog.messages] == [
        "fault: ValueError at test_logs.py:N"
    ]
