"""Prints diagnoses, scaffolds and checkups for people."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from mcp_server.errors import InvalidArgument, unknown
from mcp_server.results import Checkup, Diagnosis, Explanation, SandboxLevel
from mcp_server.rules.page import page
from mcp_server.rules.rule import rules

STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
"""By severity of a finding."""


def rule_page(code: str) -> str:
    """The page of a static rule.

    Raises:
        InvalidArgument: there is no rule of this code.
    """
    rule = rules().get(code)
    if rule is None:
        raise InvalidArgument(unknown("rule", code, rules()))
    return page(rule)


def walls(level: SandboxLevel) -> str:
    """The level of the sandbox and what it leaves open."""
    open_ = f"; not walled off: {', '.join(level.missing)}" if level.missing else ""
    return f"{level.level}{open_}"


def show_checkup(console: Console, result: Checkup) -> None:
    """Print what this installation can do."""
    style = "bold red" if result.sandbox.reason else "bold green"
    console.print(Text(f"sandbox: {walls(result.sandbox)}", style=style))
    if result.sandbox.reason:
        console.print(Text(f"  {result.sandbox.reason}"))
    for name, value in (result.walls | result.versions).items():
        console.print(Text(f"  {name}: {value}"))


def show_explanation(console: Console, result: Explanation) -> None:
    """Print the diagnoses, best first."""
    for diagnosis in result.diagnoses:
        _show_diagnosis(console, diagnosis)
    if result.question:
        console.print(Text(f"question: {result.question}"))
    if result.patch:
        mark = "validated" if result.patch.validated else "not validated"
        console.print(Text(f"patch ({mark}; {result.patch.summary}):"))
        console.print(Text(result.patch.diff.rstrip()))
    console.print(Text(f"next: {result.next_step}"))


def _show_diagnosis(console: Console, diagnosis: Diagnosis) -> None:
    head = f"{diagnosis.title} ({diagnosis.problem}), {diagnosis.confidence:.0%} sure"
    console.print(Text(head, style="bold"))
    for name, told in _told(diagnosis):
        if told:
            console.print(Text(f"  {name + ':':<8} {told}"))


def _told(diagnosis: Diagnosis) -> Iterator[tuple[str, str | None]]:
    place, run = diagnosis.place, diagnosis.reproduction
    if place:
        yield "where", f"{place.file}:{place.line}  {place.source or ''}".rstrip()
    yield "because", "; ".join(diagnosis.evidence)
    yield "cause", diagnosis.cause
    yield "fix", diagnosis.fix
    yield "check", diagnosis.check
    for note in diagnosis.notes:
        yield "version", note
    yield "rules", ", ".join(diagnosis.rules)
    yield "page", diagnosis.page
    yield "run now", run.summary if run else diagnosis.not_reproduced


def place(file: str | None, line: int | None) -> str:
    """`file:line: `, or nothing if it is not known."""
    return f"{file}:{line}: " if file else ""
