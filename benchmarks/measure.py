"""How a duel is fought: ours and the peer's in turn, several rounds, the median of the paired ratios."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 5


@dataclass(frozen=True)
class Duel:
    """Two ways to do the same work. `peer_name` says what the peer is, `work` how much of what both do."""

    name: str
    peer_name: str
    work: str
    ours: Callable[[], object]
    peer: Callable[[], object]


@dataclass(frozen=True)
class Result:
    """Medians of ours and the peer's in `unit`, and the median of the ratios ours / peer over the rounds."""

    name: str
    peer_name: str
    work: str
    unit: str
    ours: float
    peer: float
    ratio: float


def time_duel(duel: Duel, rounds: int = ROUNDS) -> Result:
    """Seconds of both, after one round that warms caches and is not counted."""
    duel.ours()
    duel.peer()
    pairs = [(_seconds(duel.ours), _seconds(duel.peer)) for _ in range(rounds)]
    ours, peer = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    return Result(duel.name, duel.peer_name, duel.work, "s", ours, peer, ratio)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def memory_duel(name: str, peer_name: str, work: str, ours: str, peer: str) -> Result:
    """Peak memory in MB of two Python statements, each in a fresh process (Linux)."""
    mine, theirs = _peak(ours), _peak(peer)
    return Result(name, peer_name, work, "MB", mine, theirs, mine / theirs)


def peak_memory() -> float:
    """The most memory in MB that this process has held (Linux)."""
    # VmHWM begins anew with each program; ru_maxrss is inherited from the process that started it and would show our own peak.
    held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return float(held.split()[1]) / 1024


def _peak(statement: str) -> float:
    program = f"{statement}\nfrom benchmarks.measure import peak_memory\nprint(peak_memory())"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])
