"""``waymark serve``: a server on this machine, and a build whenever somebody saves a file. Never in production: a server there is only given builds.

The server is a process of its own and follows the link that a build moves, as everywhere. A build that fails leaves the link alone.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from waymark.build import BuildPlan, Say, build_hub
from waymark.problems import BuildError

WRITTEN = ("created", "modified", "deleted", "moved")
"""What happens to a file when it is saved. Reading it, as a build does, is told as well."""
CALM = 0.05
"""Seconds without another change after which a save is over: editors write more than one file."""
LOOK = 1.0
"""Seconds after which it is looked whether the server still runs."""


class Changes(FileSystemEventHandler):
    """Hears of every file that is saved."""

    def __init__(self) -> None:
        self._heard = threading.Event()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by the observer, in its thread."""
        if event.event_type in WRITTEN and not event.is_directory:
            self._heard.set()

    def wait(self) -> bool:
        """Whether something was saved, once it is calm again; False when nothing was for a while."""
        if not self._heard.wait(LOOK):
            return False
        while self._heard.is_set():
            self._heard.clear()
            time.sleep(CALM)
        return True


def serve(plan: Callable[[], BuildPlan], port: int | None, say: Say) -> int:
    """Builds, serves and builds again until it is stopped; answers the server's exit code. ``plan`` is asked before each build, since
    a day may end meanwhile."""
    first = plan()
    changes, observer = Changes(), Observer()
    for folder in watched(first):
        observer.schedule(changes, str(folder), recursive=True)
    observer.start()
    try:
        if not rebuild(first, say) and not first.current.exists():
            raise BuildError("There is no good build to serve yet: mend the problems above, and start again.")
        return _serve(plan, changes, port, say)
    finally:
        observer.stop()
        observer.join()


def watched(plan: BuildPlan) -> Sequence[Path]:
    """The folders that hubs are made of."""
    return plan.content, plan.project / "theme"


def _serve(plan: Callable[[], BuildPlan], changes: Changes, port: int | None, say: Say) -> int:
    environment = {**os.environ, "WAYMARK_BUILD": str(plan().current)}
    if port:
        environment["WAYMARK_PORT"] = str(port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # however it is stopped, the server stops too
    server = subprocess.Popen([sys.executable, "-m", "site_api", "serve"], env=environment)
    try:
        while server.poll() is None:
            if changes.wait():
                rebuild(plan(), say)
        return server.returncode
    except KeyboardInterrupt:
        return 0
    finally:
        if server.poll() is None:
            server.terminate()
        server.wait()


def rebuild(plan: BuildPlan, say: Say) -> bool:
    """Builds what changed and says how it went. Whatever an editor's slip does to a build, the last good one is served on."""
    began = time.perf_counter()
    try:
        build_hub(plan, say)
    except BuildError as error:
        say(str(error))
    except Exception as error:  # a slip that no rule foresaw
        say(f"The build broke off ({type(error).__name__}: {error}). The last good build is untouched.")
    else:
        say(f"Shown after {time.perf_counter() - began:.1f} s.")
        return True
    return False
