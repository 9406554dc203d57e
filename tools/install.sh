#!/usr/bin/env bash
# Makes the environment from a lock file: tools/install.sh build|test. Says what it does, and why when it can't.
set -euo pipefail
part=$1
venv=.venv
python=${PYTHON:-python3}

if ! command -v "$python" >/dev/null; then
  echo "Waymark needs Python 3.11 or newer, and there is no '$python' here. Install it, or name it: make PYTHON=/path/to/python3" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Waymark needs Python 3.11 or newer; '$python' is $("$python" --version 2>&1). Name a newer one: make PYTHON=python3.12" >&2
  exit 1
fi
if [ ! -x "$venv/bin/python" ]; then
  echo "Making the environment in $venv …"
  if ! "$python" -m venv "$venv"; then
    echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv" >&2
    rm -rf "$venv"
    exit 1
  fi
fi
echo "Installing what the $part needs ($(grep -c '^[a-z0-9]' "requirements/$part.lock") pinned packages) …"
if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$part.lock"; then
  echo "The packages could not be installed (see above). Is the network up? Run the same command again: what is there already is kept." >&2
  exit 1
fi
if [ "$part" = build ]; then
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
fi
touch "$venv/.$part"
