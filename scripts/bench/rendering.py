"""Rendering a book whose cells do not run: `notebook build` against `sphinx-build` with myst-parser.

The book has 30 chapters with 1 MB of Markdown: 1,000 formulas, no two alike, 500 code blocks and 200
tables. Both tools get the same text. Sphinx leaves the formulas to the browser; we typeset them. We use
all cores, as Sphinx does when it is asked to (`-j auto`).

    cold     nothing is there but the text
    warm     all formulas are on record, but no page: as after a change that concerns each chapter
    edited   a sentence of one chapter was changed; the book is built again
    page     the same, but only that chapter is built, by its name: ours alone
"""

import argparse
import os
import random
import shutil
import statistics
import tempfile
from pathlib import Path

from pairs import NOTEBOOK, PEERS, seconds

CHAPTERS, FORMULAS, CODE_BLOCKS, TABLES, CHARACTERS = 30, 1_000, 500, 200, 1_000_000

EDITED = "chapter-07.md"

WORDS = """the a of to in and is that for with as on by this from are which at be an each one layer
network weight gradient step input output loss training batch learning rate parameter function value
matrix vector image kernel channel feature model data set error test number sum product mean variance
memory time cost small large first last same other new when where then because however between after
before under over more less than only also both so if not can may must will shows gives takes makes
computes follows holds depends changes grows falls remains describes""".split()

SYMBOLS = [
    "x", "y", "z", "w", "u", "v", r"\alpha", r"\beta", r"\lambda", r"\theta", r"\mu", r"\sigma",
    r"\mathbf{x}", r"\mathbf{W}", r"\hat{y}", r"\mathcal{L}",
]  # fmt: skip

INLINE = [
    "{a}_{{{n}}}", "{a} = {n}", r"{a}_{{{n}}} \le {b}^2", r"\nabla_{{{a}}} {b}_{{{n}}}",
    r"\frac{{{a}}}{{{n}}}", r"O({a}^{{{n}}} \log {b})", r"{a} \in \mathbb{{R}}^{{{n} \times {b}}}",
]  # fmt: skip

DISPLAY = [
    r"{a}_{{t+1}} = {a}_t - \frac{{{b}_t}}{{\sqrt{{{c}_t}} + 10^{{-{n}}}}}",
    r"\sum_{{i=1}}^{{{n}}} {a}_i {b}_i = \int_0^{{{n}}} {c}(s)\,ds",
    r"\begin{{aligned}} {a} &= \operatorname{{softmax}}({b}_{{{n}}}) \\ {c} &= {a} \odot {b} \end{{aligned}}",
    r"\begin{{pmatrix}} {a}_{{11}} & {a}_{{12}} \\ {b}_{{21}} & {n} \end{{pmatrix}} {c}",
    r"p({a} \mid {b}) = \frac{{1}}{{\sqrt{{2\pi {n}}}}} \exp\left(-\frac{{({a}-{b})^2}}{{2{c}^2}}\right)",
]

CODE = """struct Layer{n} {{
  var weight: [Float]
  let name = "layer {n}"

  // What the layer makes of {a} {b}.
  func callAsFunction(_ input: [Float]) -> [Float] {{
    zip(weight, input).map {{ $0 * $1 + {n} }}
  }}
}}"""


class Author:
    """Writes the same book each time."""

    def __init__(self):
        self.random = random.Random(3)
        self.formulas = set()

    def words(self, count):
        return " ".join(self.random.choices(WORDS, k=count))

    def formula(self, templates):
        while True:
            a, b, c = self.random.choices(SYMBOLS, k=3)
            template = self.random.choice(templates)
            tex = template.format(a=a, b=b, c=c, n=self.random.randint(2, 999))
            if tex not in self.formulas:
                self.formulas.add(tex)
                return tex

    def sentence(self):
        parts = [self.words(self.random.randint(6, 14))]
        kind = self.random.random()
        if kind < 0.1:
            parts.append(f"*{self.words(2)}*")
        elif kind < 0.2:
            parts.append(f"**{self.words(1)}** `{self.words(1)}`")
        elif kind < 0.25:
            parts.append(f"[{self.words(2)}](https://example.org/{self.random.randint(1, 99)})")
        return " ".join(parts + [self.words(self.random.randint(2, 6))]).capitalize() + "."

    def paragraph(self):
        return " ".join(self.sentence() for _ in range(self.random.randint(3, 6)))

    def list(self):
        return "\n".join(f"- {self.sentence()}" for _ in range(4))

    def table(self):
        rows = [f"| {self.words(2)} | {self.random.random():.4f} | {self.words(1)} |" for _ in range(6)]
        return "\n".join(["| quantity | value | of |", "| --- | ---: | --- |"] + rows)

    def code(self):
        number = self.random.randint(1, 999)
        return "```swift\n" + CODE.format(n=number, a=self.words(2), b=self.words(1)) + "\n```"

    def chapter(self, number, formulas, code_blocks, tables, characters):
        shown = formulas // 3
        blocks = [f"$$\n{self.formula(DISPLAY)}\n$$" for _ in range(shown)]
        blocks += [
            f"{self.sentence()} So ${self.formula(INLINE)}$ {self.sentence().lower()}"
            for _ in range(formulas - shown)
        ]
        blocks += [self.code() for _ in range(code_blocks)]
        blocks += [self.table() for _ in range(tables)]
        while sum(map(len, blocks)) < characters:
            blocks.append(self.paragraph() if self.random.random() < 0.9 else self.list())
        self.random.shuffle(blocks)
        for section in range(8):
            position = section * len(blocks) // 8
            blocks[position] = f"## {self.words(4).capitalize()}\n\n{blocks[position]}"
        front_matter = "---\nexecute:\n  eval: false\n---"
        return "\n\n".join([front_matter, f"# Chapter {number}"] + blocks) + "\n"


def share(total, index):
    """The part of `total` for the chapter `index`, so that all parts add up to it."""
    return total * (index + 1) // CHAPTERS - total * index // CHAPTERS


def write_book(folder):
    author = Author()
    names = [f"chapter-{index + 1:02}" for index in range(CHAPTERS)]
    for index, name in enumerate(names):
        counts = [share(total, index) for total in (FORMULAS, CODE_BLOCKS, TABLES, CHARACTERS)]
        (folder / f"{name}.md").write_text(author.chapter(index + 1, *counts))
    chapters = "".join(f"  - {name}.md\n" for name in names)
    (folder / "notebook.yml").write_text(f"title: A book\nchapters:\n{chapters}")
    (folder / "index.md").write_text("# A book\n\n```{toctree}\n" + "\n".join(names) + "\n```\n")
    (folder / "conf.py").write_text(
        'project = "A book"\nextensions = ["myst_parser", "sphinx.ext.mathjax"]\n'
        'myst_enable_extensions = ["dollarmath"]\nexclude_patterns = ["site", "output", "_build", "_parallel"]\n'
    )


def remove(folder, *names):
    for name in names:
        shutil.rmtree(folder / name, ignore_errors=True)


def edit(folder, run):
    file = folder / EDITED
    text = file.read_text()
    heading = text.index("\n## ")
    file.write_text(text[:heading] + f"\n\nSentence number {run}.\n" + text[heading:])


def prepare_ours(case, folder):
    if case == "cold":
        remove(folder, "site", ".notebook")
    elif case == "warm":
        remove(folder, "site")


def prepare_peers(case, folder):
    if case != "edited":
        remove(folder, "_build", "_parallel")


def edited_page(folder, runs):
    command = [os.fspath(NOTEBOOK), "build", "--quiet", EDITED]
    seconds(command, folder)
    times = []
    for run in range(runs):
        edit(folder, run)
        times.append(seconds(command, folder))
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", help="write the book there, and keep it")
    arguments = parser.parse_args()
    folder = Path(arguments.keep or tempfile.mkdtemp(prefix="notebook-bench-"))
    folder.mkdir(exist_ok=True)
    commands = {
        "notebook": [NOTEBOOK, "build", "--quiet"],
        "Sphinx": [PEERS / "sphinx-build", "-q", "-b", "html", ".", "_build"],
        "Sphinx -j auto": [PEERS / "sphinx-build", "-q", "-j", "auto", "-b", "html", ".", "_parallel"],
    }
    try:
        write_book(folder)
        print("| a book of 30 chapters | " + " | ".join(commands) + " |")
        print("| --- |" + " ---: |" * len(commands))
        for case in ("cold", "warm", "edited"):
            times = {name: [] for name in commands}
            for run in range(arguments.runs):
                if case == "edited":
                    edit(folder, run)
                prepare_ours(case, folder)
                prepare_peers(case, folder)
                for name, command in commands.items():
                    times[name].append(seconds([os.fspath(part) for part in command], folder))
            ours = statistics.median(times["notebook"])
            cells = [f"{ours * 1000:.0f} ms"]
            for name in list(commands)[1:]:
                median = statistics.median(times[name])
                cells.append(f"{median * 1000:.0f} ms ({median / ours:.1f}×)")
            print(f"| {case} | " + " | ".join(cells) + " |", flush=True)
        print(f"| page | {edited_page(folder, arguments.runs) * 1000:.0f} ms | | |")
    finally:
        if not arguments.keep:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
