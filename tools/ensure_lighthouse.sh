#!/usr/bin/env bash
# Takes the pinned Lighthouse for the figures of pages. Without Node those figures say that they were skipped.
set -euo pipefail
cd "$(dirname "$0")/../tests/bench/lighthouse"
[ node_modules/.package-lock.json -nt package-lock.json ] && exit 0
if command -v npm >/dev/null; then
  echo "Taking Lighthouse for the figures of pages (once, half a minute) …"
  # No script of a package is run: none is needed, and one would fetch another browser.
  if npm ci --ignore-scripts --no-audit --no-fund --silent; then
    touch node_modules/.package-lock.json
    exit 0
  fi
fi
echo "There is no Lighthouse here and it could not be installed (it wants Node 18 or newer, with npm): its figures are skipped." >&2
