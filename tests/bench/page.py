"""BENCHMARKS.md: each benchmark writes between its own two marks, nobody by hand."""

import re
from collections.abc import Iterable
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "BENCHMARKS.md"
INTRODUCTION = """\
# Benchmarks

The benchmarks write these pages themselves; run them again with:

```console
make bench             # what a run in the sandbox costs, in about three minutes
make bench-endurance   # what a thousand runs leave behind
make bench-check       # what the static rules cost, beside ruff
make bench-scaffold    # which gates a hundred random projects pass, in about an hour
make bench-scaffold-speed   # how fast a project of ten entities is made and proven
```

A figure holds for the machine and the moment that stand above it. What is compared was
measured in turn in one run, so that other load on the machine hits all alike; read the
ratios rather than the milliseconds.
"""


def write(mark: str, text: str) -> None:
    """Replace what stands between the marks of one benchmark, or append it."""
    page = PAGE.read_text("utf-8") if PAGE.exists() else INTRODUCTION
    start, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    block = f"{start}\n{text.strip()}\n{end}"
    if start in page:
        between = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
        page = between.sub(lambda _: block, page)
    else:
        page = f"{page}\n{block}\n"
    PAGE.write_text(page, "utf-8")


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table, padded so that it reads well in a terminal."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        f"| {' | '.join(map(str.ljust, line, widths))} |" for line in lines
    )
