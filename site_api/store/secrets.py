"""One secret a poll, in a file of its own outside the database. Without it a spent key can't be tested or joined."""

import hashlib
import hmac
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

BYTES = 32
NULLIFIER_BYTES = 16
_POLL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class SecretError(Exception):
    """The secrets can't be kept where the setting says; stops start-up with a sentence."""


@dataclass(frozen=True)
class PollSecrets:
    """The folder of secrets; each is made when its poll gets its first answer."""

    folder: Path

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

    def forget(self, poll: str) -> None:
        """Destroys a poll's secret: from now on no key can be tested against what is left."""
        self._path(poll).unlink(missing_ok=True)

    def _path(self, poll: str) -> Path:
        if not _POLL.fullmatch(poll):
            raise ValueError("a poll's id is a slug")
        return self.folder / f"{poll}.key"

    def _secret(self, poll: str) -> bytes:
        path = self._path(poll)
        with suppress(FileNotFoundError):
            return path.read_bytes()
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
