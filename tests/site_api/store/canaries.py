"""Looks for words in everything that a server has written: as they are, in hex, in base64, packed, or as a plain hash."""

import base64
import gzip
import hashlib
import os
import stat
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from tests.site_api.store.proofs import Server


def shapes(canary: bytes) -> set[bytes]:
    """Every way in which these bytes may have been written down by somebody who didn't mean to keep them."""
    plain = {canary, canary.lower(), canary.upper()}
    with suppress(UnicodeDecodeError):
        plain |= {canary.decode().encode("utf-16-le"), canary.decode().encode("utf-16-be")}
    found = set(plain)
    for each in plain:
        found |= {each.hex().encode(), each.hex().upper().encode()}
        for lead in (b"", b"x", b"xx"):  # base64 looks different at each place in three
            text = base64.b64encode(lead + each)
            middle = text[4 if lead else 0 :].rstrip(b"=")[: -2 or None]
            found |= {middle, middle.replace(b"+", b"-").replace(b"/", b"_")}
        for kind in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            digest = kind(each).digest()
            found |= {digest, digest[:16], digest.hex().encode(), digest.hex()[:16].encode()}
    return {each for each in found if len(each) >= 6}


def written(server: Server) -> Iterator[tuple[str, bytes]]:
    """Every file in the server's folder, and every one that its processes hold open for writing, wherever it is."""
    for path in server.folder.rglob("*"):
        if path.is_file() and server.build not in path.parents:
            yield str(path), path.read_bytes()
    for process in _group(server):
        for link in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                if stat.S_ISREG(link.stat().st_mode) and _is_written(process, link.name):
                    yield str(link.readlink()), link.read_bytes()


def elsewhere(server: Server) -> list[str]:
    """Files that the server's processes hold open for writing outside its folder."""
    return [name for name, _ in written(server) if not name.startswith(str(server.folder))]


def hits(files: Iterator[tuple[str, bytes]], canaries: Mapping[str, bytes]) -> dict[str, set[str]]:
    """File → the names of the canaries in it."""
    wanted = {name: shapes(canary) for name, canary in canaries.items()}
    found: dict[str, set[str]] = {}
    for file, raw in files:
        for content in _unpacked(raw):
            for name, forms in wanted.items():
                if any(form in content for form in forms):
                    found.setdefault(file, set()).add(name)
    return found


def _unpacked(raw: bytes) -> Iterator[bytes]:
    """A file as it is, and whatever packed stream begins anywhere in it."""
    yield raw
    for mark, unpack in ((b"\x1f\x8b\x08", gzip.decompress), (b"\x78\x9c", zlib.decompress)):
        at = raw.find(mark)
        while at >= 0:
            with suppress(OSError, zlib.error, EOFError):
                yield unpack(raw[at:])
            at = raw.find(mark, at + 1)


def _group(server: Server) -> list[int]:
    assert server.process is not None
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with suppress(OSError):
                if os.getpgid(int(path.name)) == server.process.pid:
                    found.append(int(path.name))
    return found


def _is_written(process: int, file: str) -> bool:
    info = Path(f"/proc/{process}/fdinfo/{file}").read_text()
    flags = int(next(line for line in info.splitlines() if line.startswith("flags:")).split()[1], 8)
    return flags & os.O_ACCMODE != os.O_RDONLY
