"""Prints a validation for people: findings at their lines, statements, requests."""

from collections.abc import Callable, Mapping

from rich.console import Console
from rich.text import Text

from mcp_server.cli.printing import STYLES, place, walls
from mcp_server.results import Finding, RequestSummary, Validation

MOST_GROUPS, MOST_REQUESTS = 5, 8
WIDEST = 100


def printed(sources: Mapping[str, str]) -> Callable[[Console, Validation], None]:
    """What prints a validation of these files."""
    lines = {name: text.splitlines() for name, text in sources.items()}

    def show(console: Console, result: Validation) -> None:
        _show_outcome(console, result, lines)
        for finding in result.findings:
            _show_finding(console, finding, lines)
        if result.findings_left_out:
            console.print(Text(f"  and {result.findings_left_out} more findings"))
        _show_requests(console, result)
        _show_statements(console, result)
        _show_rest(console, result)

    return show


def _show_outcome(
    console: Console, result: Validation, lines: Mapping[str, list[str]]
) -> None:
    style = "bold green" if result.ok else "bold red"
    total = result.statements.total
    head = f"{result.status}: {total} SQL statements, {result.duration_ms} ms"
    console.print(Text(head, style=style))
    if result.sandbox.reason:
        console.print(Text(f"  {result.sandbox.reason}"))
    if stopped := result.stopped:
        where = place(stopped.file, stopped.line)
        console.print(Text(f"  {where}stopped by the limit on {stopped.by}"))
        _show_line(console, lines, stopped.file, stopped.line, "bold red")
    error = result.error
    if error and not any(one.severity == "error" for one in result.findings):
        where = place(error.file, error.line)
        console.print(Text(f"  {where}{error.type}: {error.message}"))
        _show_line(console, lines, error.file, error.line, "bold red")


def _show_finding(
    console: Console, finding: Finding, lines: Mapping[str, list[str]]
) -> None:
    style = STYLES[finding.severity]
    line = Text("  ")
    line.append(finding.severity, style)
    line.append(f" {place(finding.file, finding.line)}{finding.message}")
    if finding.problem or finding.rule:
        names = " ".join(filter(None, (finding.rule, finding.problem)))
        line.append(f" [{names}]", "dim")
    console.print(line)
    _show_line(console, lines, finding.file, finding.line, style)
    if finding.fix:
        console.print(Text(f"    fix: {finding.fix}"))


def _show_line(
    console: Console,
    lines: Mapping[str, list[str]],
    file: str | None,
    number: int | None,
    style: str,
) -> None:
    """The snippet's line, with carets below what stands on it."""
    text = lines.get(file or "", [])
    if not number or number > len(text) or not text[number - 1].strip():
        return
    code = text[number - 1].expandtabs().rstrip()[:WIDEST]
    bare = code.lstrip()
    margin = f"{number:>6} | "
    console.print(Text(margin, "dim").append(code, "default"))
    carets = " " * (len(code) - len(bare)) + "^" * len(bare)
    console.print(Text(f"{'':>6} | ", "dim").append(carets, style))


def _show_requests(console: Console, result: Validation) -> None:
    for request in result.requests[:MOST_REQUESTS]:
        console.print(Text(f"  {_told(request)}"))
    left_out = len(result.requests[MOST_REQUESTS:]) + result.requests_left_out
    if left_out:
        console.print(Text(f"  and {left_out} more kinds of requests"))


def _told(request: RequestSummary) -> str:
    end = request.error or request.status
    times = f"{request.count} x " if request.count > 1 else ""
    what = f" ({request.probe})" if request.probe else ""
    return (
        f"{times}{request.method} {request.path}{what}: {end}, "
        f"{request.statements} statements, {request.milliseconds:.0f} ms"
    )


def _show_statements(console: Console, result: Validation) -> None:
    groups = result.statements.groups
    for group in groups[:MOST_GROUPS]:
        times = f"{group.count:>5} x  "
        console.print(Text(f"{times}{place(group.file, group.line)}{group.sql}"))
    left_out = len(groups[MOST_GROUPS:]) + result.statements.groups_left_out
    if left_out:
        console.print(Text(f"        and {left_out} more groups of statements"))


def _show_rest(console: Console, result: Validation) -> None:
    for ddl in result.tables:
        _show_text(console, "table", ddl)
    _show_text(console, "stdout", result.stdout)
    for text in result.assumed:
        console.print(Text(f"assumed: {text}"))
    for text in result.redirected:
        console.print(Text(f"redirected: {text}"))
    if result.comparison:
        console.print(Text(result.comparison.summary, style="bold"))
    console.print(Text(f"sandbox: {walls(result.sandbox)}", style="dim"))
    console.print(Text(f"next: {result.next_step}"))


def _show_text(console: Console, name: str, text: str) -> None:
    if text.strip():
        console.print(Text(f"{name}:"))
        console.print(Text("\n".join(f"  | {line}" for line in text.splitlines())))
