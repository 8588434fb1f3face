"""Prints projects: what was proved, what was written, what would change."""

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from mcp_server.results import KeptFile, Scaffold, ScaffoldDiff, Written

LONG_DIAGRAM = 40
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), 127) if code not in (9, 10)}
"""What a file could do to a terminal, shown instead."""


def show_scaffold(console: Console, result: Scaffold) -> None:
    """Print the proof of a project, its files, its diagram and what was assumed."""
    proof = result.proof
    style = "bold green" if proof.passed else "bold red"
    console.print(Text(_head(result), style=style))
    for check in proof.checks:
        mark = "ok  " if check.passed else "FAIL"
        console.print(Text(f"  {mark} {check.name} {check.detail}".rstrip()))
    lines = _written(result.written) if result.written else _listed(result)
    for line in lines:
        console.print(Text(line.translate(CONTROLS)))
    for assumed in result.assumed:
        console.print(Text(f"assumed: {assumed}"))
    for left_out in result.left_out:
        console.print(Text(f"left out: {left_out}", style="yellow"))
    console.print(Text(_drawn(result)))
    console.print(Text(f"next: {result.next_step}"))


def _drawn(result: Scaffold) -> str:
    """The diagram; of a large one that was written, what leads from one to another."""
    lines = result.diagram.splitlines()
    if result.written is None or len(lines) <= LONG_DIAGRAM:
        return result.diagram
    edges = [line for line in lines if " : " in line]
    left = len(lines) - len(edges) - 1
    mark = f"    %% {left} lines left out: README.md has them"
    return "\n".join([*lines[:1], *edges, mark])


def _head(result: Scaffold) -> str:
    proof = result.proof
    total = proof.tests_passed + proof.tests_failed
    told = f"{proof.tests_passed} of {total} generated tests passed"
    return f"{told} in {proof.duration_ms} ms{_amount(result.written)}"


def _amount(written: Written | None) -> str:
    if written is None:
        return "; nothing was written"
    counts = {
        "created": written.created,
        "updated": written.updated,
        "removed": len(written.removed),
        "unchanged": written.unchanged,
        "kept": len(written.kept),
    }
    return "; files " + ", ".join(f"{n} {name}" for name, n in counts.items() if n)


def _listed(result: Scaffold) -> Iterator[str]:
    for path, text in result.files.items():
        yield f"  {path} ({text.count(chr(10))} lines)"


def _written(written: Written) -> Iterator[str]:
    yield f"  {written.folder}"
    for group in written.groups:
        size = f"{group.count} files, {group.bytes:,} bytes"
        yield f"    {group.folder}: {', '.join(group.names)} ({size})"
    for path in written.removed:
        yield f"    removed: {path}"
    for file in written.kept:
        yield f"    {_kept(file)}"
        yield from (f"      {line}" for line in file.diff.splitlines())


def _kept(file: KeptFile) -> str:
    more = (
        f"; {file.diff_lines_left_out} more lines" if file.diff_lines_left_out else ""
    )
    return f"kept: {file.path} ({file.reason}{more})"


def show_difference(console: Console, result: ScaffoldDiff) -> None:
    """Print the diff for machines, and what would be left alone for people."""
    text = result.diff
    if console.is_terminal:
        text = text.translate(CONTROLS)
    sys.stdout.write(text)
    told = Console(stderr=True, soft_wrap=True, highlight=False)
    for file in result.kept:
        told.print(Text(_kept(file)))
    told.print(Text(f"{len(result.changed)} files would change; nothing was written"))
