"""Words sealed for their way through a page: only this server's memory can read them, and only until it is restarted.

The page of an answer asks for its next page, or for the same with a filter less, by a form. The words go with it in a hidden
field; sealed, they can be read by nobody who later opens, saves or prints the page. Copies of the server on other machines have
other keys: a page that comes to one of them is told that its words are forgotten, and asks for them again.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from waymark.text import LONGEST

_KEY = secrets.token_bytes(32)
"""Made when the server starts and shared by its workers, which are forks of it. Never written anywhere."""
_NONCE, _TAG = 16, 16


def seal(words: str) -> str:
    """Words as letters that say nothing: a stream from the key and a nonce hides them, a tag knows our own.

    The standard library's own hashes do, as nothing here outlives the server: a library for ciphers would weigh more than the hub.
    """
    if not words:
        return ""
    text, nonce = words[:LONGEST].encode("utf-8"), secrets.token_bytes(_NONCE)
    body = nonce + _veil(nonce, text)
    return urlsafe_b64encode(body + _tag(body)).decode("ascii")


def unseal(sealed: str) -> str | None:
    """The words, or None when this server did not seal them."""
    try:
        raw = urlsafe_b64decode(sealed.encode("ascii"))
    except ValueError:
        return None
    body, tag = raw[:-_TAG], raw[-_TAG:]
    if len(body) <= _NONCE or not hmac.compare_digest(tag, _tag(body)):
        return None
    return _veil(body[:_NONCE], body[_NONCE:]).decode("utf-8")


def _veil(nonce: bytes, text: bytes) -> bytes:
    stream = hashlib.shake_256(b"veil" + _KEY + nonce).digest(len(text))
    return bytes(letter ^ hidden for letter, hidden in zip(text, stream, strict=True))


def _tag(body: bytes) -> bytes:
    return hmac.new(_KEY, b"tag" + body, hashlib.sha256).digest()[:_TAG]
