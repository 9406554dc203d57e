"""The small proof of work (ALTCHA) that an answer needs while its network sends very many. Each is good once, soon, for one poll."""

import base64
import binascii
import datetime as dt
import json
from typing import Any

from altcha import v1 as altcha

from site_api.current import parts

LARGEST_NUMBER = 20_000
"""Numbers to try: about a tenth of a second on a phone, an evening for a hundred thousand answers."""
MINUTES = 20
LONGEST = 2000
"""Letters of a solution."""


def make_challenge(poll: str) -> dict[str, Any]:
    """A challenge for one poll, as ALTCHA's first version has it: algorithm, challenge, maxnumber, salt, signature."""
    made = altcha.create_challenge(
        algorithm="SHA-256",
        max_number=LARGEST_NUMBER,
        hmac_key=_key(),
        expires=parts().now() + dt.timedelta(minutes=MINUTES),
        params={"poll": poll},
    )
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": made.max_number,
        "salt": made.salt,
        "signature": made.signature,
    }


def read_solution(poll: str, solution: object) -> bytes | None:
    """What tells this proof from every other one, or None when it is wrong, too old, or made for another poll.

    The library takes the same solution again and again: spending it is the store's affair.
    """
    if not isinstance(solution, str) or len(solution) > LONGEST:
        return None
    try:
        said = json.loads(base64.b64decode(solution, validate=True))
        good, _ = altcha.verify_solution(said, _key(), check_expires=False)
        asked = altcha.extract_params(said)
        fresh = int(asked["expires"][0]) >= parts().now().timestamp()
    except (binascii.Error, ValueError, TypeError, KeyError, AttributeError):
        return None
    if not good or not fresh or asked.get("poll") != [poll]:
        return None
    return str(said["challenge"]).encode()


def _key() -> str:
    return parts().secrets.server_key().hex()
