#!/usr/bin/env bash
# Finds a Chromium for the browser tests, or installs Debian's. Says so in a sentence when neither works.
set -euo pipefail
for name in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if command -v apt-get >/dev/null; then
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "Installing Chromium for the browser tests (once, a minute or two) …"
  if $sudo apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends chromium fonts-noto-color-emoji fonts-dejavu-core >/dev/null; then
    exit 0
  fi
fi
echo "The browser tests need Chromium, and it could not be installed here. Install it (Debian: apt-get install chromium), or point CHROMIUM=/path at one; 'make test-quick' runs everything else." >&2
exit 1
