"""What is counted: polls, and searches that found nothing. Tables of counters, and nothing about anybody."""

from site_api.store.engine import StoreError, open_engine
from site_api.store.secrets import PollSecrets
from site_api.store.votes import Choice, Votes

__all__ = ["Choice", "PollSecrets", "StoreError", "Votes", "open_engine"]
