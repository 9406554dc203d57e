"""One secret a poll, in a file of its own outside the database. Without it a spent key can't be tested or joined."""

import hashlib
import hmac
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

BYTES = 32
NULLIFIER_BYTES = 16
SERVER = "_server"
"""Not a slug, so no poll's secret can be in this file."""
_POLL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class SecretError(Exception):
    """The secrets can't be kept where the setting says; stops start-up with a sentence."""


@dataclass(frozen=True)
class PollSecrets:
    """The folder of secrets; each is made when its poll gets its first answer."""

    folder: Path
    _known: dict[str, tuple[tuple[int, int], bytes]] = field(default_factory=dict, repr=False, compare=False)

    def check(self) -> None:
        """Makes the folder, readable by this user alone; refuses one that can't be written."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = self._write_beside("probe", b"")
            probe.unlink()
        except OSError as error:
            raise SecretError(
                f"WAYMARK_SECRETS: {self.folder} can't be written ({error.strerror}). Name a folder that this user owns."
            ) from None

    def nullifier(self, poll: str, key: bytes) -> bytes:
        """What is kept of a ballot key: sixteen bytes that say nothing without the poll's secret."""
        return hmac.new(self._secret(poll), key, hashlib.sha256).digest()[:NULLIFIER_BYTES]

    def code_mark(self, poll: str, code: str) -> bytes:
        """What is kept of a code on a card."""
        return self.nullifier(poll, b"code " + code.encode())

    def proof_mark(self, poll: str, proof: bytes) -> bytes:
        """What is kept of a used proof of work, or of a wait that is over."""
        return self.nullifier(poll, b"proof " + proof)

    def server_key(self) -> bytes:
        """The server's own secret, for the stamps of its forms. It says nothing about anybody, and stays."""
        return self._read(SERVER)

    def forget(self, poll: str) -> None:
        """Destroys a poll's secret: from now on no key can be tested against what is left."""
        self._known.pop(poll, None)
        path = self._path(poll)
        with suppress(FileNotFoundError):
            with path.open("r+b") as file:  # most disks write this where the secret was
                file.write(bytes(BYTES))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        self._sync_folder()

    def kept(self) -> set[str]:
        """The polls whose secrets are still there."""
        return {path.stem for path in self.folder.glob("*.key")} - {SERVER}

    def _path(self, poll: str) -> Path:
        if not _POLL.fullmatch(poll):
            raise ValueError("a poll's id is a slug")
        return self.folder / f"{poll}.key"

    def _secret(self, poll: str) -> bytes:
        if not _POLL.fullmatch(poll):
            raise ValueError("a poll's id is a slug")
        return self._read(poll)

    def _read(self, name: str) -> bytes:
        """A secret, from memory while its file is the same one: another process may have destroyed it and made a new one."""
        path = self.folder / f"{name}.key"
        with suppress(FileNotFoundError):
            found = path.stat()
            stamp = (found.st_ino, found.st_mtime_ns)
            known = self._known.get(name)
            if known is None or known[0] != stamp:
                known = self._known[name] = (stamp, path.read_bytes())
            return known[1]
        return self._make(name, path)

    def _make(self, poll: str, path: Path) -> bytes:
        beside = self._write_beside(poll, secrets.token_bytes(BYTES))
        try:
            with suppress(FileExistsError):  # another process was first: its secret counts
                os.link(beside, path)
        finally:
            beside.unlink()
        self._sync_folder()
        return path.read_bytes()

    def _write_beside(self, poll: str, content: bytes) -> Path:
        beside = self.folder / f".{poll}.{secrets.token_hex(8)}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return beside

    def _sync_folder(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
