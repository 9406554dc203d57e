#!/usr/bin/env bash
# Finds a PostgreSQL server for the tests of the poll store, or installs Debian's. Without one those tests say that they were
# skipped: the store then is proven on SQLite only.
set -euo pipefail
if compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null || command -v postgres >/dev/null; then exit 0; fi
if command -v apt-get >/dev/null; then
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "Installing PostgreSQL for the tests of the poll store (once, half a minute) …"
  if $sudo apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends postgresql >/dev/null; then
    exit 0
  fi
fi
echo "There is no PostgreSQL here and it could not be installed: its tests are skipped." >&2
