#!/usr/bin/env bash
# The whole test suite as two runs side by side: a browser waits more than it works. Fails when either fails; shows both.
set -uo pipefail
python=$1
others=$(mktemp)
trap 'kill "${run:-}" 2>/dev/null; rm -f "$others"' EXIT

"$python" -m pytest -q -m "not soak and not bench" --ignore tests/browser >"$others" 2>&1 &
run=$!
echo "Tests in a browser; the others run beside them …"
"$python" -m pytest -q -m "not soak and not bench" tests/browser
browser=$?
echo "The others:"
wait "$run"
rest=$?
cat "$others"
[ "$browser" -eq 0 ] && [ "$rest" -eq 0 ]
