"""The manifest: what a build is, and the hash of every file that the server reads."""

import datetime as dt
from pathlib import Path
from typing import Any

from waymark.bundle import FORMAT, file_hash
from waymark.content import Content
from waymark.finish.device import write_json


def write_manifest(
    root: Path, content: Content, *, build_id: str, inputs: str, release: bool, now: dt.datetime
) -> dict[str, Any]:
    """Writes ``data/manifest.json`` last, so that a build that stopped half-way has none."""
    files = {
        path.relative_to(root).as_posix(): file_hash(path)
        for path in sorted((root / "data").rglob("*"))
        if path.is_file()
    }
    hub = content.hub
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "build_id": build_id,
        "inputs": inputs,
        "built_at": now.isoformat(timespec="seconds"),
        "release": release,
        "languages": list(hub.languages),
        "default_language": hub.languages[0],
        "hub": {
            "name": hub.name,
            "address": hub.address,
            "home_nation": hub.home_nation,
            "exit_to": hub.exit_to,
            "always_contacts": hub.always_contacts,
            "unknown_place_contacts": hub.unknown_place_contacts,
        },
        "counts": {
            kind: sum(1 for entry in content.entries.values() if entry.kind == kind)
            for kind in ("guide", "service", "topic", "place", "poll", "page")
        },
        "files": files,
    }
    write_json(root / "data" / "manifest.json", manifest)
    return manifest
