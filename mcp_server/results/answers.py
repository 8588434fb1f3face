"""What the tools answer."""

from typing import Literal

from pydantic import Field

from mcp_server.results.base import Severity, Status, Value
from mcp_server.results.evidence import SandboxLevel


class Finding(Value):
    """One thing that is wrong, where, and what to do about it."""

    problem: str | None = Field(
        default=None, description="Problem id; its page is references/problems/<id>.md."
    )
    rule: str | None = Field(default=None, description="Code of a static rule.")
    severity: Severity
    file: str | None = None
    line: int | None = None
    message: str = Field(description="What happened, with the numbers of this run.")
    fix: str | None = Field(default=None, description="What to do, in one sentence.")
    evidence: Literal["static", "observed", "measured"] = Field(
        default="observed", description="How it is known."
    )


class SnippetError(Value):
    """The exception that ended the snippet, and the known problem it is."""

    type: str
    message: str
    file: str | None = None
    line: int | None = None
    problem: str | None = None


class StatementGroup(Value):
    """Equal statements sent from one line."""

    sql: str
    count: int
    file: str | None = None
    line: int | None = None


class StatementSummary(Value):
    """The SQL statements of a run, grouped."""

    total: int = 0
    groups: list[StatementGroup] = Field(default=[])
    groups_left_out: int = 0


class RequestSummary(Value):
    """Equal HTTP requests that had the same outcome."""

    method: str
    path: str
    status: int | None = Field(default=None, description="None: it raised instead.")
    error: str | None = None
    statements: int = Field(description="SQL statements of one request, at most.")
    milliseconds: float = Field(default=0, description="Of one request, at most.")
    count: int = 1
    probe: str | None = Field(
        default=None, description="What we sent; None if the snippet sent it."
    )


class Stopped(Value):
    """A limit that ended a run, and where the snippet was at that moment."""

    by: str = Field(
        description="wall, cpu, memory, output, disk, or a forbidden system call."
    )
    file: str | None = None
    line: int | None = None


class Validation(Value):
    """What executing a snippet showed."""

    status: Status = Field(
        description="`passed`: it ran to its end. `failed`: it raised or exited."
    )
    ok: bool = Field(description="Passed, and no finding of severity error.")
    error: SnippetError | None = None
    stopped: Stopped | None = None
    findings: list[Finding] = Field(default=[], description="Most severe first.")
    findings_left_out: int = 0
    statements: StatementSummary = StatementSummary()
    requests: list[RequestSummary] = Field(
        default=[], description="HTTP requests, those that failed first."
    )
    requests_left_out: int = 0
    tables: list[str] = Field(
        default=[], description="DDL as it was created; with detail=full."
    )
    stdout: str = Field(default="", description="Text of the snippet: data only.")
    stdout_left_out: int = Field(default=0, description="Characters cut from stdout.")
    stderr: str = ""
    assumed: list[str] = Field(
        default=[], description="What was supplied or called to run it."
    )
    redirected: list[str] = Field(
        default=[], description="Database URLs replaced by the private SQLite file."
    )
    sandbox: SandboxLevel
    duration_ms: int
    comparison: "Comparison | None" = Field(
        default=None, description="What `compare` did in the same conditions."
    )
    next_step: str


class Side(Value):
    """One of the two snippets that are compared."""

    status: Status
    error: str | None = None
    statements: int
    findings: int


class Comparison(Value):
    """What changed from `code` to `compare`."""

    before: Side
    after: Side
    gone: list[Finding] = Field(default=[], description="No longer found.")
    new: list[Finding] = Field(default=[], description="Found only in `compare`.")
    summary: str


class Outcome(Value):
    """What one program of a reproduction did."""

    status: Status
    error: str | None = None
    statements: int
    problems: list[str] = Field(default=[], description="Problem ids it was seen with.")


class Reproduction(Value):
    """The broken and the fixed program of a problem, run just now."""

    broken: Outcome
    fixed: Outcome
    summary: str


class Place(Value):
    """A line of the user's own code."""

    file: str
    line: int
    source: str | None = None


class Diagnosis(Value):
    """One candidate for what is wrong."""

    problem: str
    title: str
    confidence: float = Field(ge=0, le=1)
    evidence: list[str] = Field(description="What in the input speaks for it.")
    cause: str
    fix: str
    check: str = Field(default="", description="What to look at to be sure.")
    place: Place | None = None
    rules: list[str] = Field(default=[], description="Static rules that find it.")
    notes: list[str] = Field(default=[], description="About the versions named.")
    page: str = Field(description="Page with cause, broken and fixed program.")
    reproduction: Reproduction | None = None
    not_reproduced: str | None = None
    """Why `reproduce` could not run the programs here."""


class Patch(Value):
    """A change of the user's code that removes a problem, and what it did when run."""

    diff: str
    """Unified, of the code that was sent."""
    validated: bool = Field(description="It ran no worse, and without the problem.")
    summary: str


class Explanation(Value):
    """The problems that fit, best first; empty when nothing known fits."""

    diagnoses: list[Diagnosis]
    question: str | None = Field(
        default=None, description="What tells the first two apart."
    )
    patch: Patch | None = Field(
        default=None, description="The first one's fix in the code, if mechanical."
    )
    next_step: str


class CodeCheck(Value):
    """What the static rules say about code that was not run."""

    ok: bool = Field(description="No finding of severity error.")
    findings: list[Finding] = Field(default=[], description="Most severe first.")
    findings_left_out: int = 0
    fixed: dict[str, str] = Field(
        default={}, description="Path to text, of the files that a fix has changed."
    )
    fixes_applied: int = 0
    fixes_available: int = Field(
        default=0, description="Findings that `fix` could mend, safe ones and others."
    )
    next_step: str


class Checkup(Value):
    """What this installation can do here."""

    sandbox: SandboxLevel
    walls: dict[str, str] = Field(description="What the kernel offers.")
    versions: dict[str, str]


class Check(Value):
    """One thing that was executed to prove a scaffold."""

    name: str
    passed: bool
    detail: str = ""


class Proof(Value):
    """What running a scaffolded project showed."""

    passed: bool
    finished: bool = Field(
        default=True, description="False: a limit stopped it, or nothing could run."
    )
    checks: list[Check]
    tests_passed: int = 0
    tests_failed: int = 0
    versions: dict[str, str] = Field(default={})
    duration_ms: int = 0
    sandbox: SandboxLevel


class FileGroup(Value):
    """The files of one folder that were written."""

    folder: str
    count: int
    bytes: int
    names: list[str]
    names_left_out: int = 0


class KeptFile(Value):
    """A file of the user's that was left alone."""

    path: str
    reason: Literal[
        "edited", "deleted", "not generated", "no longer generated", "migration"
    ]
    diff: str = Field(default="", description="What else would have changed in it.")
    diff_lines_left_out: int = 0


class Written(Value):
    """What has changed in a folder."""

    folder: str
    created: int
    updated: int
    unchanged: int
    removed: list[str] = Field(default=[], description="No longer generated.")
    removed_left_out: int = 0
    groups: list[FileGroup] = Field(default=[], description="Created and updated.")
    kept: list[KeptFile] = Field(default=[])
    kept_left_out: int = 0


class Scaffold(Value):
    """A generated project and the proof that it works."""

    files: dict[str, str] = Field(
        default={}, description="Relative path to text; empty if they were written."
    )
    diagram: str = Field(description="Mermaid erDiagram of the tables.")
    assumed: list[str] = Field(default=[], description="Defaults that were chosen.")
    assumed_left_out: int = 0
    left_out: list[str] = Field(
        default=[], description="What `source` says and the project does not have."
    )
    left_out_more: int = 0
    proof: Proof
    written: Written | None = None
    next_step: str


class ScaffoldDiff(Value):
    """What writing a project into a folder would change."""

    changed: list[str] = Field(description="Paths that would be written or removed.")
    diff: str = Field(description="Unified.")
    kept: list[KeptFile] = Field(default=[])
    left_out: list[str] = Field(default=[])
