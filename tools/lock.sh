#!/usr/bin/env bash
# Pins every package with its hashes. Run it when pyproject.toml changes, and look at the difference before you commit it.
set -euo pipefail
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
"${PYTHON:-python3}" -m venv "$tool"
"$tool/bin/pip" install --quiet uv
compile() {
  "$tool/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate "$@"
}
compile pyproject.toml -o requirements/server.lock
compile pyproject.toml --extra build -o requirements/build.lock
compile pyproject.toml --extra build --extra postgresql --extra test -c requirements/build.lock -o requirements/test.lock
