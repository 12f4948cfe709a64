"""The engine against PyTorch, side by side: two threads each, the same shapes, alternating.

    scripts/bench/engine.py            both capped at AVX2: the table of README
    scripts/bench/engine.py --uncapped what the machine has
    scripts/bench/engine.py --only mlp only cases whose name contains that

A ratio is PyTorch's time over ours; where PyTorch has variants (a fused optimiser, the channels-last
layout), each is shown. Medians of several alternating runs of at least 50 ms.
"""

import argparse
import os
import statistics
import subprocess
import sys

from pairs import PEERS, PROJECT

CASES = {
    "mlp-adam-64": ["", "fused"],
    "mlp-sgd-128": ["", "fused"],
    "cnn-sgd-64": ["", "fused", "channels-last", "channels-last-fused"],
    "lstm-32x64x128": [""],
    "gan-64": ["", "fused"],
    "chain-1000": [""],
    **{
        f"conv-{direction}-{shape}": ["", "channels-last"]
        for shape in ("32x16x32x28x3", "8x64x64x56x3", "1x256x256x14x3")
        for direction in ("forward", "backward-data", "backward-weights")
    },
    "resnet50": ["", "channels-last"],
    "resnet152": ["", "channels-last"],
}
CAP = {
    "NOTEBOOK_CPU_CAPABILITY": "avx2",
    "ATEN_CPU_CAPABILITY": "avx2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
}
THREADS = 2
SECONDS_PER_RUN = 0.05


def environment(capped=True):
    """What both sides run in."""
    return dict(os.environ, NOTEBOOK_NUM_THREADS=str(THREADS), **(CAP if capped else {}))


def commands():
    """Ours and the peer's."""
    python = os.environ.get("BENCH_PYTHON", os.fspath(PEERS / "python"))
    return (
        [PROJECT / ".build/release/EngineBenchmarks"],
        [python, PROJECT / "scripts/bench/engine_peer.py", str(THREADS)],
    )


class Side:
    """A process that times cases by name."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def seconds(self, case, iterations):
        self.process.stdin.write(f"{case} {iterations}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        try:
            return float(answer)
        except ValueError:
            raise SystemExit(f"{case}: {answer or 'no answer'}") from None


def measure(sides, runs):
    """The times of each (side, case), which take turns."""
    counts = {}
    for key, (side, case) in sides.items():
        once = side.seconds(case, 1)
        counts[key] = max(1, int(SECONDS_PER_RUN / max(once, 1e-7)))
    times = {key: [] for key in sides}
    for _ in range(runs):
        for key, (side, case) in sides.items():
            times[key].append(side.seconds(case, counts[key]))
    return times


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--uncapped", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    ours, theirs = (Side(c, environment(not options.uncapped)) for c in commands())

    print("| work | notebook | PyTorch | ratio (minima) |\n| --- | ---: | --- | --- |")
    for case, variants in CASES.items():
        if options.only not in case:
            continue
        names = {v or "default": f"{case}:{v}" if v else case for v in variants}
        sides = {"ours": (ours, case)} | {v: (theirs, name) for v, name in names.items()}
        times = measure(sides, options.runs)
        median = {key: statistics.median(t) for key, t in times.items()}
        least = {key: min(t) for key, t in times.items()}
        peers = ", ".join(f"{v} {median[v] * 1e3:.3f} ms" for v in names)
        ratios = ", ".join(
            f"{v} {median[v] / median['ours']:.2f} ({least[v] / least['ours']:.2f})" for v in names
        )
        print(f"| {case} | {median['ours'] * 1e3:.3f} ms | {peers} | {ratios} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
