"""How files travel: packed once at build, as a browser asks for them. The same bytes every time. The only module that imports brotli."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import brotli

HARD, QUICK = 10, 5
"""Of brotli. Hard: a hundredth larger than the hardest, in a third of the time. Quick: as quick as gzip, and a twentieth smaller."""


@dataclass(frozen=True)
class Packing:
    """One way to pack: the ending of the file beside the plain one, and both directions."""

    ending: str
    pack: Callable[[bytes], bytes]
    unpack: Callable[[bytes], bytes]


def gzipped(content: bytes) -> bytes:
    """For every browser and every server."""
    return gzip.compress(content, 9, mtime=0)


def brotlied(content: bytes, quality: int = HARD) -> bytes:
    """Smaller than gzip; every browser of the last eight years asks for it on a safe connection."""
    return bytes(brotli.compress(content, quality=quality))


def unpacked(packing: Packing, content: bytes) -> bytes | None:
    """The content, or None where it isn't whole."""
    try:
        return packing.unpack(content)
    except (OSError, EOFError, zlib.error, brotli.error):
        return None


GZIP = Packing(".gz", gzipped, gzip.decompress)
BROTLI = Packing(".br", brotlied, brotli.decompress)
QUICK_BROTLI = Packing(".br", partial(brotlied, quality=QUICK), brotli.decompress)
