"""Checks code by static rules, without running it."""

from typing import Annotated, Literal

from pydantic import Field

from mcp_server.errors import InvalidArgument
from mcp_server.results import SEVERITY_ORDER, CodeCheck, Finding
from mcp_server.rules.engine import Found, check
from mcp_server.rules.mend import mend
from mcp_server.rules.selection import chosen

TITLE = "Check code by static rules"
READ_ONLY = True

SNIPPET = "snippet.py"
MOST_FINDINGS = 40
MOST_CHARACTERS = 2_000_000


async def check_code(
    code: Annotated[
        str | None,
        Field(description="Python source of one file. Send either `code` or `files`."),
    ] = None,
    files: Annotated[
        dict[str, str] | None,
        Field(
            description="Relative path to text of files that belong together: models "
            "of one are known in the others."
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        Field(description="Codes or their beginnings, such as SQM012; default: all."),
    ] = None,
    ignore: Annotated[
        list[str] | None, Field(description="Codes that are left out.")
    ] = None,
    fix: Annotated[
        Literal["none", "safe", "unsafe"],
        Field(
            description="`safe`: answer also the text with the fixes that keep what "
            "the code does; `unsafe`: with all fixes."
        ),
    ] = "none",
) -> CodeCheck:
    """Check Python code that uses SQLModel by static rules; nothing is executed.

    Use it first, on any code: it takes milliseconds, and it sees code that cannot run.
    The findings name rule (SQM...), line, and what to write instead; with `fix` the
    mended text is answered as well. validate_snippet then shows what only a run shows.
    """
    texts = _texts(code, files)
    selection = chosen(select, ignore)
    fixed: dict[str, str] = {}
    count = 0
    if fix != "none":
        fixed, count = mend(texts, selection, fix)
    found = check(texts | fixed, selection)
    return _answer(found, fixed, count)


def _texts(code: str | None, files: dict[str, str] | None) -> dict[str, str]:
    if (code is None) == (files is None):
        raise InvalidArgument("send either `code` or `files`, one of them")
    texts = files if files is not None else {SNIPPET: code or ""}
    if not texts or not any(text.strip() for text in texts.values()):
        raise InvalidArgument("there is no code; send the source of a file")
    size = sum(map(len, texts.values()))
    if size > MOST_CHARACTERS:
        raise InvalidArgument(
            f"{size} characters are too many; send at most {MOST_CHARACTERS}, or run "
            "`sqlmodel-production check` on the folder"
        )
    return texts


def _answer(found: list[Found], fixed: dict[str, str], count: int) -> CodeCheck:
    findings = [one.finding() for one in found]
    findings.sort(
        key=lambda one: (SEVERITY_ORDER[one.severity], one.file or "", one.line or 0)
    )
    available = sum(one.fix is not None for one in found)
    return CodeCheck(
        ok=all(one.severity != "error" for one in findings),
        findings=findings[:MOST_FINDINGS],
        findings_left_out=max(0, len(findings) - MOST_FINDINGS),
        fixed=fixed,
        fixes_applied=count,
        fixes_available=available,
        next_step=_next_step(findings, fixed, available),
    )


def _next_step(findings: list[Finding], fixed: dict[str, str], available: int) -> str:
    if fixed:
        return "Take over the fixed text, then run it with validate_snippet."
    if available:
        return f"Mend them from the top; {available} can be mended by fix='unsafe'."
    if findings:
        return "Mend them from the top, then run the code with validate_snippet."
    return "Nothing was found; validate_snippet shows what only a run can show."
