"""Runs rules over the files of a project."""

import ast
import gc
import os
import pickle
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from mcp_server.results import Finding, Severity
from mcp_server.rules.module import Module
from mcp_server.rules.project import Project
from mcp_server.rules.rule import Fix, Rule
from mcp_server.rules.selection import Selection
from mcp_server.rules.suppressions import ALL, suppressions

CONCERNED = (
    "sqlmodel",
    "sqlalchemy",
    "fastapi",
    "ession",
    "SQLModel",
    "engine",
    "postgres",
    "mysql",
)
"""A file without any of these words has nothing that a rule is about."""
WORTH_FORKING = 40
"""Files from which a second process pays."""


@dataclass(frozen=True)
class Found:
    """A violation of a rule at a place; small, for it travels between processes."""

    code: str | None
    """None: the file does not parse."""
    problem: str | None
    severity: Severity
    path: str
    line: int
    column: int
    """From 0, in bytes."""
    end: tuple[int, int]
    """Last line, and column behind the end."""
    message: str
    remedy: str
    fix: Fix | None = None

    def finding(self) -> Finding:
        """The violation in the shared vocabulary."""
        return Finding(
            problem=self.problem,
            rule=self.code,
            severity=self.severity,
            file=self.path,
            line=self.line,
            message=self.message,
            fix=self.remedy,
            evidence="static",
        )


def check(
    files: Mapping[str, str],
    selection: Selection | None = None,
    processes: int = 1,
    done: Callable[[int], None] = lambda _: None,
) -> list[Found]:
    """Every violation in files that belong together, by place.

    Args:
        files: relative POSIX path to text.
        selection: which rules; all of them if it is left out.
        processes: how many may share the work, where the system can fork.
        done: told how many more files are finished.
    """
    selection = selection or Selection()
    with _without_collection():
        return _all(files, selection, processes, done)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Trees are many objects and no garbage: to look through them takes long."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _all(
    files: Mapping[str, str],
    selection: Selection,
    processes: int,
    done: Callable[[int], None],
) -> list[Found]:
    modules, found = _parsed(files)
    project = Project(modules)
    _ = project.models  # once, before the work is shared
    if processes > 1 and len(modules) >= WORTH_FORKING and hasattr(os, "fork"):
        shares = [modules[start::processes] for start in range(processes)]
        found += _shared(shares, selection, done)
    else:
        for module in modules:
            found += _checked(module, selection)
            done(1)
    return sorted(found, key=_place)


def _place(found: Found) -> tuple[str, int, int, str]:
    return found.path, found.line, found.column, found.code or ""


def _parsed(files: Mapping[str, str]) -> tuple[list[Module], list[Found]]:
    modules, broken = [], []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes are not our concern
        for path, source in files.items():
            try:
                modules.append(Module(path, source, ast.parse(source, path)))
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                broken.append(_unparsable(path, error))
    return modules, broken


def _unparsable(path: str, error: Exception) -> Found:
    line = getattr(error, "lineno", None) or 1
    reason = getattr(error, "msg", None) or str(error) or type(error).__name__
    return Found(
        code=None,
        problem=None,
        severity="error",
        path=path,
        line=line,
        column=0,
        end=(line, 0),
        message=f"This file does not parse: {reason}.",
        remedy="Mend the syntax; its other findings show only then.",
    )


def _checked(module: Module, selection: Selection) -> list[Found]:
    if not any(word in module.source for word in CONCERNED):
        return []
    silenced = suppressions(module.source)
    found: dict[tuple[object, ...], Found] = {}
    for rule in selection.rules():
        if selection.is_ignored(rule.code, module.path):
            continue
        for one in _violations(rule, module):
            codes = silenced.get(one.line, frozenset())
            if rule.code not in codes and codes != ALL:
                found.setdefault((one.code, one.line, one.column, one.message), one)
    return list(found.values())


def _violations(rule: Rule, module: Module) -> Iterator[Found]:
    for violation in rule.check(module):
        node = violation.node
        line = getattr(node, "lineno", 1)
        column = getattr(node, "col_offset", 0)
        yield Found(
            code=rule.code,
            problem=rule.problem,
            severity=violation.severity or rule.severity,
            path=module.path,
            line=line,
            column=column,
            end=(
                getattr(node, "end_lineno", None) or line,
                getattr(node, "end_col_offset", None) or column,
            ),
            message=violation.message,
            remedy=violation.remedy,
            fix=violation.fix,
        )


def _shared(
    shares: Sequence[Sequence[Module]],
    selection: Selection,
    done: Callable[[int], None],
) -> Iterator[Found]:
    """Each share in a process of its own, which has all parsed files from us."""
    selection.rules()  # imported once, for all
    readers = [_forked(share, selection) for share in shares]
    for (process, reader), share in zip(readers, shares, strict=True):
        with os.fdopen(reader, "rb") as pipe:
            answer = pipe.read()
        _, status = os.waitpid(process, 0)
        if status:
            raise RuntimeError(answer.decode(errors="replace") or "a process died")
        # Our own process wrote it, to a pipe that nobody else has.
        yield from pickle.loads(answer)
        done(len(share))


def _forked(share: Iterable[Module], selection: Selection) -> tuple[int, int]:
    reader, writer = os.pipe()
    process = os.fork()
    if process:
        os.close(writer)
        return process, reader
    code = 1
    try:
        with os.fdopen(writer, "wb") as pipe:
            try:
                found = [one for module in share for one in _checked(module, selection)]
                pipe.write(pickle.dumps(found))
                code = 0
            except BaseException as error:  # noqa: BLE001 - told to the parent
                pipe.write(f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(code)
