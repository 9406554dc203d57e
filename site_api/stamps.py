"""A stamp for a form: made by this server, for this poll, in this hour. It says nothing about who has the form.

It keeps an old page, or another site's copy of a form, from being sent for ever. A stamp may say "not before": that is the short
wait which somebody without scripts gets where others do a proof of work; such a stamp is good for one answer.
"""

import datetime as dt
import hmac
import re
import secrets
from dataclasses import dataclass

from site_api.current import parts
from site_api.errors import ApiError, Code

HOURS = 24
"""How long a form can be sent after it was made."""
AHEAD = 1
"""Hours that a stamp may be in the future: clocks of two machines differ, and are put right."""
_STAMP = re.compile(r"(\d{1,8})-(\d{1,12})-([0-9a-f]{16})-([0-9a-f]{32})")


@dataclass(frozen=True)
class Stamp:
    """What a good stamp says. ``waited`` is its own number when somebody had to wait for it, else None."""

    waited: bytes | None


def make_stamp(what: str, *, wait: int = 0) -> str:
    """A stamp for a form about ``what``, good from in ``wait`` seconds until a day from now."""
    moment = parts().now()
    until = int(moment.timestamp()) + wait if wait else 0
    said = f"{_hour(moment)}-{until}-{secrets.token_hex(8) if wait else '0' * 16}"
    return f"{said}-{_tag(what, said)}"


def read_stamp(what: str, text: object) -> Stamp:
    """Holds a stamp against its form. Raises ApiError: stamp-missing, stamp-old, or stamp-early for a wait that isn't over."""
    if not isinstance(text, str) or not text:
        raise ApiError(Code.STAMP_MISSING, field="stamp")
    found = _STAMP.fullmatch(text)
    said = text.rpartition("-")[0]
    if found is None or not hmac.compare_digest(found[4], _tag(what, said)):
        raise ApiError(Code.STAMP_OLD, field="stamp")
    moment = parts().now()
    if not -HOURS <= int(found[1]) - _hour(moment) <= AHEAD:
        raise ApiError(Code.STAMP_OLD, field="stamp")
    early = int(found[2]) - int(moment.timestamp())
    if early > 0:
        raise ApiError(Code.STAMP_EARLY, field="stamp", seconds=min(early, 60))
    return Stamp(bytes.fromhex(found[3]) if int(found[2]) else None)


def _hour(moment: dt.datetime) -> int:
    return int(moment.timestamp() // 3600)


def _tag(what: str, said: str) -> str:
    key = parts().secrets.server_key()
    return hmac.new(key, f"stamp {what} {said}".encode(), "sha256").hexdigest()[:32]
