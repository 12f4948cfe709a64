"""Times two commands side by side.

The two alternate, so that whatever else the machine does hits both alike; of the times, the median
and the minimum are printed, and the ratio of the peer's median to ours.
"""

import os
import statistics
import subprocess
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOK = PROJECT / ".build/release/notebook"
PEERS = PROJECT / ".build/peers/bin"


def seconds(command, directory):
    start = time.perf_counter()
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True)
    elapsed = time.perf_counter() - start
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return elapsed


def compare(title, ours, theirs, directory, runs=9):
    """Prints a line for each command, and the ratio. The first run of each warms caches only."""
    times = {"notebook": [], "peer": []}
    for run in range(runs + 1):
        for name, command in (("notebook", ours), ("peer", theirs)):
            elapsed = seconds([os.fspath(part) for part in command], directory)
            if run > 0:
                times[name].append(elapsed)
    print(title)
    for name, all_times in times.items():
        median, least = statistics.median(all_times), min(all_times)
        print(f"  {name:10} median {median * 1000:7.0f} ms   min {least * 1000:7.0f} ms")
    ratio = statistics.median(times["peer"]) / statistics.median(times["notebook"])
    print(f"  ratio {ratio:.2f} (peer / notebook, {runs} alternating runs)", flush=True)
