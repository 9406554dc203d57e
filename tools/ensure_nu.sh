#!/usr/bin/env bash
# Takes the pinned Nu HTML checker, and Debian's Java where there is none. Without them its proof says that it was skipped.
set -euo pipefail
if ! command -v java >/dev/null && command -v apt-get >/dev/null; then
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "Installing Java for the Nu HTML checker (once, half a minute) …"
  { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends default-jre-headless; } >/dev/null || true
fi
cd "$(dirname "$0")/../tests/soak/nu"
if command -v java >/dev/null && [ node_modules/.package-lock.json -nt package-lock.json ]; then exit 0; fi
if command -v java >/dev/null && command -v npm >/dev/null; then
  echo "Taking the Nu HTML checker (once, a few seconds) …"
  # No script of a package is run: this one would fetch a Java of its own.
  if npm ci --ignore-scripts --no-audit --no-fund --silent; then
    touch node_modules/.package-lock.json
    exit 0
  fi
fi
echo "The Nu HTML checker is not here and could not be installed (it wants Java 17 and npm): its proof is skipped." >&2
