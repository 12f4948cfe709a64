"""The engine against PyTorch, side by side: two threads each, the same shapes, alternating.

    scripts/bench/engine.py            both capped at AVX2, which is the table of README; with what
                                       the machine has; and us alone capped
    scripts/bench/engine.py --capped   the first of these only
    scripts/bench/engine.py --only mlp only cases whose name contains that

A ratio is PyTorch's time over ours; where PyTorch has variants (a fused optimiser, the channels-last
layout), each is shown. Medians of several rounds, in which each side runs for 0.1 s.
"""

import argparse
import math
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
SECONDS_PER_RUN = 0.1


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


def cores_are_free(side):
    """Whether two threads have a core each, by how much faster they are than one. On a shared machine
    they can lie on one core for seconds, where what keeps it busy suffers more than what waits."""
    serial, parallel = (side.seconds(f"product:{threads}", 5) for threads in (1, THREADS))
    return serial / parallel > 0.75 * THREADS


def measure(sides, runs, probe):
    """The times of each (side, case), which take turns, in so many rounds; rounds at whose beginning
    or end the cores were not free are repeated, unless that makes them three times as many."""
    # An iteration's least time, which tells how many of them a run needs: the first ones are slow.
    least = {key: min(side.seconds(case, 2) for _ in range(3)) for key, (side, case) in sides.items()}
    rounds, disturbed = [], []
    were_free = cores_are_free(probe)
    while len(rounds) < runs and len(rounds) + len(disturbed) < 3 * runs:
        times = {
            key: side.seconds(case, math.ceil(SECONDS_PER_RUN / max(least[key], 1e-7)))
            for key, (side, case) in sides.items()
        }
        least = {key: min(least[key], times[key]) for key in sides}
        are_free = cores_are_free(probe)
        (rounds if were_free and are_free else disturbed).append(times)
        were_free = are_free
    rounds += disturbed[: max(0, runs - len(rounds))]
    return {key: [times[key] for times in rounds] for key in sides}, len(disturbed)


def ratios(times, variants, ours, theirs):
    """PyTorch's times over ours, each side capped or not: the median over the rounds, and the ratio
    of the least times."""
    result = {}
    for variant in variants:
        rounds = zip(times[variant, theirs], times["ours", ours])
        median = statistics.median(peer / own for peer, own in rounds)
        result[variant] = (median, min(times[variant, theirs]) / min(times["ours", ours]))
    return ", ".join(f"{v} {median:.2f} ({least:.2f})" for v, (median, least) in result.items())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--capped", action="store_true", help="leave out what is not capped")
    parser.add_argument("--only", default="")
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    caps = [True] if options.capped else [True, False]
    processes = {capped: [Side(c, environment(capped)) for c in commands()] for capped in caps}

    titles = ["work", "notebook", "PyTorch", "ratio (minima)"]
    if not options.capped:
        titles += ["not capped: notebook", "PyTorch", "ratio (minima)", "we alone capped: ratio (minima)"]
    print("| " + " | ".join(titles) + " |\n|" + " --- |" * len(titles))
    for case, variants in CASES.items():
        if options.only not in case:
            continue
        names = {v or "default": f"{case}:{v}" if v else case for v in variants}
        sides = {}
        for capped, (ours, theirs) in processes.items():
            sides["ours", capped] = (ours, case)
            sides |= {(v, capped): (theirs, name) for v, name in names.items()}
        times, disturbed = measure(sides, options.runs, processes[True][1])
        cells = [f"{case} ({disturbed} rounds repeated)" if disturbed else case]
        for capped in caps:
            median = {key: statistics.median(times[key, capped]) * 1e3 for key in ["ours", *names]}
            cells.append(f"{median['ours']:.3f} ms")
            cells.append(", ".join(f"{v} {median[v]:.3f} ms" for v in names))
            cells.append(ratios(times, names, capped, capped))
        if not options.capped:
            cells.append(ratios(times, names, True, False))
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
