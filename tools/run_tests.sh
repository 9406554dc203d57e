#!/usr/bin/env bash
# The whole test suite as three runs side by side: a browser waits more than it works, and so do tests of a store that is killed.
# Fails when one fails; shows all.
set -uo pipefail
python=$1
logs=$(mktemp -d)
runs=()
trap 'kill "${runs[@]}" 2>/dev/null; rm -rf "$logs"' EXIT
chosen=(-q -m "not soak and not bench")

begin() { # name, then what pytest is given
  local name=$1
  shift
  "$python" -m pytest "${chosen[@]}" "$@" >"$logs/$name" 2>&1 &
  runs+=($!)
}
begin server tests/site_api --ignore tests/site_api/store
begin rest tests --ignore tests/browser --ignore-glob "tests/site_api/test_*"
echo "Tests in a browser; the others run beside them …"
"$python" -m pytest "${chosen[@]}" tests/browser
failed=$?
for run in "${runs[@]}"; do
  wait "$run" || failed=1
done
for name in server rest; do
  echo "The others, $name:"
  cat "$logs/$name"
done
exit "$failed"
