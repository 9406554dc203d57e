"""What is counted: polls, and what is counted by the week. Tables of counters, and nothing about anybody."""

from site_api.store.closing import Closing
from site_api.store.engine import StoreError, open_engine
from site_api.store.secrets import PollSecrets
from site_api.store.votes import Ballot, Choice, CodeKind, Group, Outcome, Votes

__all__ = [
    "Ballot",
    "Choice",
    "Closing",
    "CodeKind",
    "Group",
    "Outcome",
    "PollSecrets",
    "StoreError",
    "Votes",
    "open_engine",
]
