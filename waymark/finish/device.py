"""Data that the device reads, so that crisis words and keywords are noticed before anything is sent, and also offline."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from waymark.prepare import Prepared

OFFLINE_KINDS = {"help-now", "offline"}


def write_json(path: Path, value: Any) -> None:
    """JSON without spaces, in UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def write_device_data(site: Path, prepared: Prepared, crisis: Mapping[str, Any]) -> None:
    """The compiled crisis words, and the list of pages to keep for offline."""
    write_json(site / "assets" / "data" / "crisis.json", crisis)
    shared = next(iter(prepared.shared.values()))
    kept = [page.meta["url"] for page in prepared.pages if page.meta["kind"] in OFFLINE_KINDS]
    offline = {
        page.meta["lang"]: page.meta["url"] for page in prepared.pages if page.meta["kind"] == "offline"
    }
    write_json(
        site / "offline.json", {"pages": kept, "assets": [shared["css"], shared["js"]], "offline": offline}
    )
