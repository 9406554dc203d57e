"""wrk, a load generator in C that is never the bottleneck, with a script of ours for answers and one for plain requests."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HAS_WRK = shutil.which("wrk") is not None
DONE = """
done = function(summary, latency)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('\\n{"requests": %d, "microseconds": %d, "wrong": %d, "p50": %d, "p99": %d}\\n',
    summary.requests, summary.duration, wrong, latency:percentile(50), latency:percentile(99)))
end
"""
VOTE = """
local options = {"a", "b", "c", "d"}
local file = io.open("/dev/urandom", "rb")
request = function()
  local key = file:read(16):gsub(".", function(letter) return string.format("%02x", letter:byte()) end)
  local body = '{"key":"' .. key .. '","stamp":"STAMP","answers":{"QUESTION":"' .. options[key:byte(1) % 4 + 1] .. '"}}'
  return wrk.format("POST", "PATH", {["Content-Type"] = "application/json"}, body)
end
"""
PLAIN = 'request = function() return wrk.format("GET", "PATH") end\n'


@dataclass(frozen=True)
class Load:
    """What a few seconds of load gave."""

    a_second: float
    p50: float
    p99: float
    """Milliseconds."""
    requests: int
    wrong: int


def load(port: int, script: str, folder: Path, *, seconds: float, clients: int = 64) -> Load:
    """Runs wrk for some seconds."""
    file = folder / "script.lua"
    file.write_text(script + DONE)
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:g}s", "--timeout", "30s", "-s", file]
    out = subprocess.run([*command, f"http://127.0.0.1:{port}"], check=True, capture_output=True, text=True)
    found = json.loads(out.stdout.strip().splitlines()[-1])
    return Load(
        found["requests"] / found["microseconds"] * 1e6,
        found["p50"] / 1000,
        found["p99"] / 1000,
        found["requests"],
        found["wrong"],
    )


def votes(path: str, question: str, stamp: str) -> str:
    """A script that sends answers, each with a key of its own."""
    return VOTE.replace("PATH", path).replace("QUESTION", question).replace("STAMP", stamp)


def plain(path: str) -> str:
    """A script that asks for one address."""
    return PLAIN.replace("PATH", path)
