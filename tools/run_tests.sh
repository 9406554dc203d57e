#!/usr/bin/env bash
# The whole test suite as two runs side by side: a browser waits more than it works. Fails when either fails; shows both.
# Both look at one build, which is made before them.
set -uo pipefail
python=$1
others=$(mktemp)
own=$(mktemp -d)
trap 'kill "${run:-}" 2>/dev/null; rm -rf "$others" "$own"' EXIT
export WAYMARK_TEST_OUT=${WAYMARK_TEST_OUT:-$own}

echo "The build that all tests look at …"
"$python" -c 'import os, pathlib; from tests.conftest import build_shared, plan_for; build_shared(plan_for(pathlib.Path(os.environ["WAYMARK_TEST_OUT"])))' || exit 1
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
