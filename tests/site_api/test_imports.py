"""The server runs without the builder's tools."""

import subprocess
import sys

CODE = """
import dataclasses, sys
from pathlib import Path
from site_api import create_app
from site_api.settings import load_settings
app = create_app(dataclasses.replace(load_settings({}), build=Path(sys.argv[1]), store=f"sqlite:///{sys.argv[2]}/polls.db", secrets=Path(sys.argv[2]) / "s"))
app.test_client().post("/find/", data={"q": "exams"}, headers={"Accept": "text/html"})
print([name for name in ("yaml", "markdown", "mkdocs", "material", "pydantic", "lxml", "textstat") if name in sys.modules])
"""


def test_no_builder_is_loaded(project, hub_build, tmp_path):
    """Not even by a library of a library, after a real request."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, hub_build, tmp_path],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
