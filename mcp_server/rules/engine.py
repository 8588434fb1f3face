"""Runs rules over the files of a project."""

import ast
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mcp_server.results import Finding
from mcp_server.rules.module import Module
from mcp_server.rules.project import Project
from mcp_server.rules.rule import Fix, Rule, Violation
from mcp_server.rules.suppressions import ALL, suppressions

CONCERNED = ("sqlmodel", "sqlalchemy", "fastapi", "Session", "session", "SQLModel")
"""A file without any of these words has nothing that a rule is about."""
UNPARSABLE = "syntax-error"


@dataclass(frozen=True)
class Found:
    """A violation in a file, with its rule."""

    rule: Rule
    path: str
    violation: Violation

    @property
    def line(self) -> int:
        """Line of the violation, from 1."""
        return int(getattr(self.violation.node, "lineno", 1))

    @property
    def column(self) -> int:
        """Column of the violation in bytes, from 0."""
        return int(getattr(self.violation.node, "col_offset", 0))

    @property
    def fix(self) -> Fix | None:
        """What would mend it, if that is known."""
        return self.violation.fix

    def finding(self) -> Finding:
        """The violation in the shared vocabulary."""
        return Finding(
            problem=self.rule.problem,
            rule=self.rule.code,
            severity=self.rule.severity,
            file=self.path,
            line=self.line,
            message=self.violation.message,
            fix=self.violation.remedy,
            evidence="static",
        )


@dataclass(frozen=True)
class Unparsable:
    """A file that is no Python: the others are checked all the same."""

    path: str
    line: int
    reason: str

    def finding(self) -> Finding:
        """The file as one finding."""
        return Finding(
            severity="error",
            file=self.path,
            line=self.line,
            message=f"This file does not parse: {self.reason}.",
            fix="Mend the syntax; its other findings show only then.",
            evidence="static",
        )


def check(
    files: Mapping[str, str], rules: Iterable[Rule]
) -> tuple[list[Found], list[Unparsable]]:
    """Every violation of these rules in files that belong together, by place."""
    modules, broken = _parsed(files)
    Project(modules)
    chosen = list(rules)
    found = [one for module in modules for one in _checked(module, chosen)]
    found.sort(key=lambda one: (one.path, one.line, one.column, one.rule.code))
    return found, broken


def _parsed(files: Mapping[str, str]) -> tuple[list[Module], list[Unparsable]]:
    modules, broken = [], []
    for path, source in files.items():
        tree = _tree(path, source)
        if isinstance(tree, Unparsable):
            broken.append(tree)
        else:
            modules.append(Module(path, source, tree))
    return modules, broken


def _tree(path: str, source: str) -> ast.Module | Unparsable:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes are not our concern
            return ast.parse(source, path)
    except SyntaxError as error:
        return Unparsable(path, error.lineno or 1, str(error.msg))
    except (ValueError, RecursionError, MemoryError) as error:
        return Unparsable(path, 1, str(error) or type(error).__name__)


def _checked(module: Module, rules: Iterable[Rule]) -> Iterable[Found]:
    if not any(word in module.source for word in CONCERNED):
        return
    silenced = suppressions(module.source)
    for rule in rules:
        seen = set()
        for violation in rule.check(module):
            found = Found(rule, module.path, violation)
            codes = silenced.get(found.line, frozenset())
            place = (found.line, found.column, violation.message)
            if rule.code not in codes and codes != ALL and place not in seen:
                seen.add(place)
                yield found
