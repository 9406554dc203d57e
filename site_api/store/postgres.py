"""PostgreSQL as the store, for more machines than one. The statements are the same; only the safety checks differ."""

from sqlalchemy import URL, Engine, create_engine

UNSAFE = {
    "synchronous_commit": ("off", "answers would be thanked before they are safe. Set it to on"),
    "fsync": ("off", "a power cut could lose answers. Set it to on"),
    "full_page_writes": ("off", "a power cut could tear the counts. Set it to on"),
    "track_commit_timestamp": ("on", "it notes when each answer came. Set it to off"),
}
"""Setting, the value that we refuse, and why."""


LIMITS = {"connect_timeout": 3, "tcp_user_timeout": 10_000}
"""Seconds to reach a server, and milliseconds until a line that went dead is given up. An address may say otherwise."""


def open_postgres(url: URL) -> Engine:
    """An engine that tries each connection before it trusts it: the server may have been restarted meanwhile."""
    limits = {name: value for name, value in LIMITS.items() if name not in url.query}
    return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args=limits)


def find_unsafe(engine: Engine) -> str | None:
    """The first server setting that could lose or date a vote, as a sentence."""
    with engine.connect() as connection:
        for name, (refused, reason) in UNSAFE.items():
            if connection.exec_driver_sql(f"SHOW {name}").scalar() == refused:
                return f"PostgreSQL's {name} is {refused}: {reason}."
    return None
