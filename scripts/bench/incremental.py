"""Building a chapter again: we against nbconvert, jupyter-cache and marimo, with the same chapter.

The chapter has 40 cells and as many paragraphs; one cell takes a minute (it sleeps), as a training
would. What is measured is the time from the command to the finished HTML page:

    no change       nothing was touched since the last build
    prose edited    a sentence was changed
    leaf edited     a cell was changed that no other one depends on, and that uses the slow cell's value

Peers that run the slow cell again are timed once; `--training SECONDS` makes it shorter. The last line
compares 400 cells with 40, a leaf edited in each, ours alone.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from pairs import NOTEBOOK, PEERS, seconds

SLOW_CELL = 3


class Chapter:
    """The cells of a chapter as (name, expression of earlier names) in two languages."""

    def __init__(self, cells, training, sentence="As it was.", addend=0):
        self.cells, self.training, self.sentence, self.addend = cells, training, sentence, addend

    def paragraph(self, i):
        return f"Paragraph {i}. " + (self.sentence if i == 5 else "Nothing new.")

    def body(self, i):
        """An assignment that Swift and Python share, without `let`."""
        if i == self.cells - 1:
            return f"leaf = x{SLOW_CELL} + {self.addend}"
        return f"x{i} = {f'x{i - 1} + ' if i else ''}{i}"

    def swift(self):
        parts = ["# Building again"]
        for i in range(self.cells):
            body = self.body(i)
            lines = [f"//| label: cell-{i}"]
            if i == SLOW_CELL and self.training:
                lines += ["import Glibc", f"usleep({int(self.training * 1e6)})"]
            lines += [f"let {body}", f"print({body.split()[0]})"]
            parts += [self.paragraph(i), "```swift\n" + "\n".join(lines) + "\n```"]
        return "\n\n".join(parts) + "\n"

    def python_cell(self, i):
        body = self.body(i)
        slow = i == SLOW_CELL and self.training
        sleep = f"import time\ntime.sleep({self.training})\n" if slow else ""
        return f"{sleep}{body}\nprint({body.split()[0]})"

    def ipynb(self):
        cells = [self.markdown_cell("title", "# Building again")]
        for i in range(self.cells):
            cells.append(self.markdown_cell(f"text-{i}", self.paragraph(i)))
            cells.append(
                {
                    "cell_type": "code", "id": f"cell-{i}", "metadata": {},
                    "execution_count": None, "outputs": [], "source": self.python_cell(i),
                }
            )
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
        return json.dumps(
            {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
        )

    @staticmethod
    def markdown_cell(name, text):
        return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}

    def marimo(self):
        parts = ["import marimo\n\napp = marimo.App()\n\n"]
        for i in range(self.cells):
            parts.append(f"@app.cell\ndef text_{i}(mo):\n    mo.md({self.paragraph(i)!r})\n    return\n\n")
            body = self.python_cell(i).replace("\n", "\n    ")
            name = self.body(i).split()[0]
            uses = [word for word in self.body(i).split()[1:] if word.startswith("x")]
            parts.append(
                f"@app.cell\ndef cell_{i}({', '.join(uses)}):\n    {body}\n    return ({name},)\n\n"
            )
        parts.append("@app.cell\ndef setup():\n    import marimo as mo\n    return (mo,)\n")
        return "\n".join(parts)


class Tool:
    def __init__(self, name, file, write, commands):
        self.name, self.file, self.write, self.commands = name, file, write, commands

    def build(self, folder):
        return sum(
            seconds([os.fspath(part) for part in command], folder) for command in self.commands
        )

    def save(self, chapter, folder):
        (folder / self.file).write_text(self.write(chapter))


def tools():
    jupyter, jcache = PEERS / "jupyter", PEERS / "jcache"
    to_html = [jupyter, "nbconvert", "--to", "html"]
    return [
        Tool("notebook", "c.md", Chapter.swift, [[NOTEBOOK, "build", "--quiet", "c.md"]]),
        Tool("jupyter-cache", "cached.ipynb", Chapter.ipynb, [
            [jcache, "project", "execute"],
            [jcache, "notebook", "merge", "1", "merged.ipynb"],
            to_html + ["merged.ipynb"],
        ]),
        Tool("nbconvert", "plain.ipynb", Chapter.ipynb, [to_html + ["--execute", "plain.ipynb"]]),
        Tool("marimo", "app.py", Chapter.marimo, [
            [PEERS / "marimo", "export", "html", "app.py", "-o", "app.html", "--force"],
        ]),
    ]


def prepare(all_tools, chapter, folder):
    (folder / "notebook.yml").write_text("")
    for tool in all_tools:
        tool.save(chapter, folder)
    # It asks whether to make its cache.
    subprocess.run(
        [PEERS / "jcache", "notebook", "add", "cached.ipynb"], cwd=folder, input="y\n", text=True,
        capture_output=True, check=True,
    )
    for tool in all_tools:
        if tool.name in ("notebook", "jupyter-cache"):
            tool.build(folder)


def report(case, times):
    ours = statistics.median(times["notebook"])
    cells = []
    for name, values in times.items():
        median = statistics.median(values)
        ratio = "" if name == "notebook" else f" ({median / ours:.0f}×)"
        cells.append(f"{median * 1000:.0f} ms{ratio}")
    print(f"| {case} | " + " | ".join(cells) + " |", flush=True)


def measure(case, all_tools, folder, chapters, runs, once=()):
    """Alternating; before each run the chapter is what the next of `chapters` is."""
    times = {tool.name: [] for tool in all_tools}
    for run in range(runs):
        for tool in all_tools:
            if run > 0 and tool.name in once:
                continue
            tool.save(chapters[run % len(chapters)], folder)
            times[tool.name].append(tool.build(folder))
    report(case, times)


def compare_sizes(folder, runs):
    """A leaf edited among 400 cells, and among 40."""
    times = {}
    ours = tools()[0]
    for cells in (40, 400):
        place = folder / str(cells)
        place.mkdir()
        (place / "notebook.yml").write_text("")
        times[cells] = []
        ours.save(Chapter(cells, 0), place)
        ours.build(place)
    for run in range(runs):
        for cells, values in times.items():
            ours.save(Chapter(cells, 0, addend=run + 1), folder / str(cells))
            values.append(ours.build(folder / str(cells)))
    small, large = (statistics.median(times[cells]) for cells in (40, 400))
    print(
        f"leaf edited, notebook alone: {small * 1000:.0f} ms with 40 cells, {large * 1000:.0f} ms "
        f"with 400: {large / small:.1f} times"
    )


def watch_edits(folder, runs):
    """From saving a cell to its page, under `notebook watch`: compiled as most are, and with `-O`."""
    for name, option in (("watched", ""), ("watched, with -O", "//| optimize: speed\n")):
        place = folder / f"watch-{len(option)}"
        place.mkdir()
        (place / "notebook.yml").write_text("")
        page = place / "output" / "c.html"

        def save(addend):
            text = Chapter(40, 0, addend=addend).swift()
            head, leaf = text.rsplit("```swift\n", 1)
            (place / "c.md").write_text(f"{head}```swift\n{option}{leaf}")

        save(0)
        watch = subprocess.Popen(
            [NOTEBOOK, "watch", "--quiet", "c.md"], cwd=place, stdout=subprocess.DEVNULL
        )
        try:
            seen, times = None, []
            for run in range(runs + 1):
                if run > 0:
                    time.sleep(0.5)
                    save(run)
                start = time.perf_counter()
                while not page.exists() or page.stat().st_mtime_ns == seen:
                    if time.perf_counter() - start > 60:
                        raise SystemExit("the watch does not build")
                    time.sleep(0.002)
                seen = page.stat().st_mtime_ns
                # The first is the watch's start.
                times += [time.perf_counter() - start] if run > 0 else []
        finally:
            watch.terminate()
            watch.wait()
        print(f"leaf edited, {name}: {statistics.median(times) * 1000:.0f} ms", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--training", type=float, default=60)
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="notebook-bench-"))
    try:
        all_tools = tools()
        first = Chapter(40, options.training)
        prepare(all_tools, first, folder)
        print("| 40 cells | " + " | ".join(tool.name for tool in all_tools) + " |")
        print("| --- |" + " ---: |" * len(all_tools))
        slow = ("nbconvert", "marimo")
        measure("no change", all_tools, folder, [first], options.runs, once=slow)
        prose = [
            Chapter(40, options.training, sentence=f"Changed {run} times.")
            for run in range(options.runs)
        ]
        measure("prose edited", all_tools, folder, prose, options.runs, once=slow)
        leaves = [
            Chapter(40, options.training, prose[-1].sentence, run + 1)
            for run in range(options.runs)
        ]
        measure("leaf edited", all_tools, folder, leaves, options.runs, once=slow + ("jupyter-cache",))
        compare_sizes(folder, options.runs)
        watch_edits(folder, options.runs)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
