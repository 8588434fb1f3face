"""Writes the quick table of references/database-problems.md: `make problems`.

It has a row for each problem whose page says what is seen and what to do first.
"""

from collections.abc import Iterable
from pathlib import Path

from mcp_server.knowledge.problems import problems
from mcp_server.results import Problem

PAGE = Path(__file__).resolve().parents[1] / "references" / "database-problems.md"
BEGIN, END = "<!-- table: make problems -->\n", "<!-- end of the table -->\n"
HEAD = "|you see|problem|first thing to do|\n|---|---|---|\n"


def rendered(text: str) -> str:
    """The page with the table as the problems' pages have it now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table(problems())}{END}{after}"


def table(known: Iterable[Problem]) -> str:
    """The problems with most reports first."""
    rows = [one for one in known if one.sees and one.first]
    ordered = sorted(rows, key=lambda one: (-one.reports, one.id))
    return HEAD + "".join(_row(one) for one in ordered)


def _row(problem: Problem) -> str:
    link = f"[{problem.id}](problems/{problem.id}.md)"
    return f"|{_cell(problem.sees)}|{link}|{_cell(problem.first)}|\n"


def _cell(text: str) -> str:
    """A bar would begin the next cell, also within code."""
    return text.replace("|", r"\|")


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
