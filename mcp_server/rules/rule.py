"""What a rule is, and what it says about a piece of code."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from mcp_server.results import Severity
from mcp_server.rules import catalogue

if TYPE_CHECKING:
    from mcp_server.rules.module import Module

Safety = Literal["safe", "unsafe"]
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Edit:
    """Replace the bytes from `start` to `end` of a file's UTF-8 text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Fix:
    """Edits that belong together, and what they do, in the imperative."""

    message: str
    edits: tuple[Edit, ...]
    safety: Safety = "safe"
    """A safe fix keeps what the program does, or makes it what was meant for sure."""
    imports: tuple[str, ...] = ()
    """Qualified names that must be imported, such as `sqlmodel.col`."""


@dataclass(frozen=True)
class Violation:
    """A place where a rule is broken."""

    node: ast.AST
    message: str
    """What is wrong here, with the names of this code."""
    remedy: str
    """What to do, in one sentence, with code where possible."""
    fix: Fix | None = None
    severity: Severity | None = None
    """Where it differs from the rule's, as it is worse or harmless here."""


@dataclass(frozen=True)
class Rule:
    """One rule, as its module describes it."""

    code: str
    name: str
    """Name of its module with hyphens."""
    title: str
    severity: Severity
    category: str
    problem: str | None
    fix: Safety | None
    page: str
    """Markdown: everything below the title."""
    check: Callable[["Module"], Iterator[Violation]]

    def section(self, heading: str) -> str:
        """Text below a heading of the page; empty if there is none."""
        parts = HEADING.split(self.page)
        return dict(zip(parts[1::2], parts[2::2], strict=True)).get(heading, "").strip()

    def program(self, heading: str) -> str:
        """The Python below a heading of the page."""
        return "\n".join(BLOCK.findall(f"{self.section(heading)}\n"))


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its code, in order of the codes."""
    modules = (
        importlib.import_module(f"{catalogue.__name__}.{found.name}")
        for found in pkgutil.iter_modules(catalogue.__path__)
    )
    known = sorted((_described(module) for module in modules), key=lambda r: r.code)
    return {rule.code: rule for rule in known}


def _described(module: object) -> Rule:
    about = vars(module)
    title, _, page = about["__doc__"].partition("\n")
    return Rule(
        code=about["CODE"],
        name=about["__name__"].rpartition(".")[2].replace("_", "-"),
        title=title.strip().removesuffix("."),
        severity=about["SEVERITY"],
        category=about["CATEGORY"],
        problem=about["PROBLEM"],
        fix=about["FIX"],
        page=page.strip() + "\n",
        check=about["check"],
    )
