"""The project's own lexicon with what was learnt from its bank."""

import json
from pathlib import Path
from typing import Any

import pytest

from waymark.content import Content, load_content
from waymark.crisis import Crisis
from waymark.training import compile_whole


@pytest.fixture(scope="session")
def crisis_content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


@pytest.fixture(scope="session")
def artifact(crisis_content: Content) -> dict[str, Any]:
    """As the server and the device read it."""
    return dict(json.loads(json.dumps(compile_whole(crisis_content), ensure_ascii=False)))


@pytest.fixture(scope="session")
def crisis(artifact: dict[str, Any]) -> Crisis:
    """The matcher."""
    return Crisis.from_dict(artifact)
