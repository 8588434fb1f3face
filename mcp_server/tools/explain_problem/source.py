"""What the rules and a run say about the code that came with a symptom."""

from collections import defaultdict
from collections.abc import Sequence

from pydantic import Field

from mcp_server.diagnosis.symptom.clues import Clue
from mcp_server.errors import InvalidArgument
from mcp_server.results import Finding, Limits, Severity, Validation, Value
from mcp_server.tools.validate_snippet import SNIPPET, validate_snippet

ENTRIES = ("main.py", "app.py", "app/main.py", "src/main.py", "__main__.py")
"""Files that are run if nobody says which."""
LIMITS = Limits(wall_seconds=10)
STRENGTH: dict[Severity, float] = {"error": 1.0, "warning": 0.8, "info": 0.25}
LONGEST_QUOTE = 160
UNRUN = "sandbox-unavailable"


class Source(Value):
    """The code that was sent: files, and the one that can be run."""

    files: dict[str, str] = Field(default={})
    entry: str | None = None

    @property
    def text(self) -> str:
        """All of it, for patterns."""
        return "\n".join(self.files.values())


def source(code: str | None, files: dict[str, str] | None) -> Source:
    """The code of the call.

    Raises:
        InvalidArgument: both ways to send code were used.
    """
    if code is not None and files is not None:
        raise InvalidArgument("send `code` or `files`, not both")
    if code is not None and code.strip():
        return Source(files={SNIPPET: code}, entry=SNIPPET)
    if not files:
        return Source()
    known = [name for name in ENTRIES if name in files]
    entry = known[0] if known else next(iter(files)) if len(files) == 1 else None
    return Source(files=files, entry=entry)


async def run(sent: Source) -> Validation | None:
    """What the rules and a run show; None if it is not known what to run."""
    if sent.entry is None:
        return None
    return await validate_snippet(files=sent.files, entry=sent.entry, limits=LIMITS)


def clues_of_code(seen: Validation | None) -> dict[str, Sequence[Clue]]:
    """Problem id to what was found of it in the code."""
    clues: dict[str, list[Clue]] = defaultdict(list)
    if seen is None:
        return {}
    for finding in seen.findings:
        if finding.problem:
            clues[finding.problem].append(_clue(finding, seen))
    return dict(clues)


def _clue(finding: Finding, seen: Validation) -> Clue:
    static = finding.evidence == "static" or seen.status == UNRUN
    place = f"line {finding.line}: " if finding.line else ""
    return Clue(
        kind="rule" if static else "run",
        strength=STRENGTH[finding.severity],
        quote=f"{place}{finding.message}"[:LONGEST_QUOTE],
    )
