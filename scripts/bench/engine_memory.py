"""The memory of the engine and of PyTorch: how far the peak of the resident set rises above what the
process has before it does anything, and whether it grows over 10,000 steps.
"""

import re
from pathlib import Path

from engine import Side, commands, environment

STEPS = {"mlp-adam-64": 200, "cnn-sgd-64": 200, "resnet50": 10}


def resident(side, field):
    """`VmHWM`, the peak, or `VmRSS` of the process, in MB."""
    status = Path(f"/proc/{side.process.pid}/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+)", status)[1]) / 1024


def rise(command, case, steps):
    side = Side(command, environment())
    side.seconds("nothing", 1)
    before = resident(side, "VmHWM")
    side.seconds(case, steps)
    return before, resident(side, "VmHWM") - before


def growth(command, case):
    side = Side(command, environment())
    side.seconds(case, 1_000)
    before = resident(side, "VmRSS")
    side.seconds(case, 10_000)
    return resident(side, "VmRSS") - before


def main():
    ours, theirs = commands()
    print("| work | notebook at start, peak above | PyTorch at start, peak above |")
    print("| --- | ---: | ---: |")
    for case, steps in STEPS.items():
        cells = ("{:.0f} MB, {:.0f} MB".format(*rise(c, case, steps)) for c in (ours, theirs))
        print(f"| {case} | " + " | ".join(cells) + " |", flush=True)
    print(f"growth over 10,000 steps of mlp-adam-64: {growth(ours, 'mlp-adam-64'):.1f} MB")


if __name__ == "__main__":
    main()
