"""Ten trivial cells, nothing cached: `notebook build` against `jupyter nbconvert --execute`."""

import json
import shutil
import tempfile
from pathlib import Path

from pairs import NOTEBOOK, PEERS, compare

CELLS = 10


def swift_chapter():
    cells = (
        f"Cell {i}.\n\n```swift\nlet x{i} = {f'x{i - 1}' if i else '0'} + {i}\nprint(x{i})\n```\n"
        for i in range(CELLS)
    )
    return "# Ten cells\n\n" + "\n".join(cells)


def python_chapter():
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Ten cells"}]
    for i in range(CELLS):
        previous = f"x{i - 1}" if i else "0"
        cells.append(
            {"cell_type": "markdown", "id": f"text-{i}", "metadata": {}, "source": f"Cell {i}."}
        )
        cells.append(
            {
                "cell_type": "code",
                "id": f"cell-{i}",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": f"x{i} = {previous} + {i}\nprint(x{i})",
            }
        )
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


folder = Path(tempfile.mkdtemp(prefix="notebook-bench-"))
try:
    (folder / "ten.md").write_text(swift_chapter())
    (folder / "ten.ipynb").write_text(json.dumps(python_chapter()))
    compare(
        "cold chapter of ten trivial cells, to HTML; peer: jupyter nbconvert --execute",
        [NOTEBOOK, "build", "--quiet", "ten.md"],
        [PEERS / "jupyter", "nbconvert", "--execute", "--to", "html", "ten.ipynb"],
        folder,
    )
finally:
    shutil.rmtree(folder)
