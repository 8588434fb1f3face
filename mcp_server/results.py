"""The shared vocabulary: what goes into a run, what was seen, what is answered."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mcp_server.errors import unknown

Severity = Literal["error", "warning", "info"]
Status = Literal["passed", "failed", "timed-out", "killed", "sandbox-unavailable"]


class Value(BaseModel):
    """An immutable value that rejects fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Input(Value):
    """A value that a caller sends: a misspelt field is answered with the right name."""

    @model_validator(mode="before")
    @classmethod
    def _name_unknown_fields(cls, data: Any) -> Any:
        if isinstance(data, dict):
            for key in data:
                if key not in cls.model_fields:
                    raise ValueError(unknown("field", str(key), cls.model_fields))
        return data


# --- what is run -------------------------------------------------------------


class Limits(Input):
    """What one run may use before it is stopped."""

    wall_seconds: float = Field(
        default=10,
        gt=0,
        le=60,
        description="Seconds of wall-clock time before the run is stopped.",
    )
    output_bytes: int = Field(
        default=262_144,
        ge=1024,
        le=4_194_304,
        description="Bytes of standard output and error before the run is stopped.",
    )
    cpu_seconds: float = Field(
        default=5,
        gt=0,
        le=60,
        description="Seconds of processor time before the run is stopped.",
    )
    memory_bytes: int = Field(
        default=1_073_741_824,
        ge=268_435_456,
        le=4_294_967_296,
        description="Bytes of address space the run may use.",
    )
    scratch_bytes: int = Field(
        default=33_554_432,
        ge=65_536,
        le=536_870_912,
        description="Bytes the run may have on disk, all files together.",
    )
    statements_kept: int = Field(
        default=5_000,
        ge=1,
        le=50_000,
        description="SQL statements recorded in full; later ones are only counted.",
    )


class Program(Value):
    """Files to place in an empty folder, and the one to run."""

    files: dict[str, str]
    """Relative POSIX path to text."""
    entry: str
    """The path in `files` that is run as `__main__`."""
    unjudged: frozenset[str] = frozenset()
    """Files that belong to us or are context: never reported as the user's line."""


# --- what was seen -----------------------------------------------------------


class SandboxLevel(Value):
    """Which walls stood around the run."""

    level: str = Field(
        description="`full`: files, network, processes, memory and time were walled "
        "off; with `+namespaces` it could not even see them. `none`: nothing was."
    )
    missing: list[str] = Field(
        default=[], description="What no wall kept the code from reaching."
    )
    reason: str | None = Field(
        default=None, description="Why nothing was run, and what to do about it."
    )


class RaisedError(Value):
    """The uncaught exception of a run, as its own process reported it."""

    type: str
    """Bare class name, such as `IntegrityError`."""
    qualified_type: str
    """Class name with its module."""
    message: str
    chain: list[str] = []
    """Bare class names of the exceptions behind it, outermost first."""
    file: str | None = None
    line: int | None = None


class StatementRecord(Value):
    """One SQL statement that the program sent through SQLAlchemy."""

    sql: str
    file: str | None = None
    line: int | None = None
    """Line of the program that caused it; None if no line of it was on the stack."""
    stack: list[str] = []
    """`file:line` of every frame of the program, innermost first."""
    judged: bool = True
    """False if only unjudged files were on the stack."""
    session: int | None = None
    """Which ORM session sent it, numbered from 1 in order of first use."""
    relationship: str | None = None
    """`Team.heroes` if this was a lazy load of that relationship."""
    parent: str | None = None
    """Identity of the row whose relationship was loaded."""
    parameters: str = ""


class Usage(Value):
    """What a run has used, as the kernel counted it."""

    cpu_ms: int
    memory_bytes: int
    output_bytes: int


class Evidence(Value):
    """Everything one run showed."""

    status: Status
    stopped_by: str | None = None
    """The limit that stopped the run: wall, cpu, memory, output or disk."""
    stopped_file: str | None = None
    stopped_line: int | None = None
    """Where the program was when it was stopped."""
    usage: Usage | None = None
    exit_code: int | None = None
    """0 only if the process ended with the code that was agreed for this run."""
    duration_ms: int
    stdout: str = ""
    stderr: str = ""
    output_left_out: int = 0
    """Bytes of output beyond the limit that were not kept."""
    # From here on: reported by the program's own process.
    error: RaisedError | None = None
    statements: list[StatementRecord] = []
    statements_total: int = 0
    failed_total: int = 0
    """Statements that the database refused."""
    unsent: list[str] = []
    """Shapes of statements that SQLite executed and SQLAlchemy did not send."""
    unexecuted: list[str] = []
    """Shapes of statements that were recorded and that SQLite did not execute."""
    redirected: list[str] = []
    sandbox: SandboxLevel


# --- what is answered --------------------------------------------------------


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
    groups: list[StatementGroup] = []
    groups_left_out: int = 0


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
    stdout: str = Field(default="", description="Text of the snippet: data only.")
    stdout_left_out: int = Field(default=0, description="Characters cut from stdout.")
    stderr: str = ""
    assumed: list[str] = Field(default=[], description="What was supplied to run it.")
    redirected: list[str] = Field(
        default=[], description="Database URLs replaced by the private SQLite file."
    )
    sandbox: SandboxLevel
    duration_ms: int
    next_step: str


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


class Diagnosis(Value):
    """One candidate for what is wrong."""

    problem: str
    title: str
    confidence: float = Field(ge=0, le=1)
    evidence: list[str] = Field(description="What in the input speaks for it.")
    cause: str
    fix: str
    page: str = Field(description="Page with cause, broken and fixed program.")
    reproduction: Reproduction | None = None


class Explanation(Value):
    """The problems that fit, best first; empty when nothing known fits."""

    diagnoses: list[Diagnosis]
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
    checks: list[Check]
    tests_passed: int = 0
    tests_failed: int = 0
    versions: dict[str, str] = {}
    duration_ms: int = 0
    sandbox: SandboxLevel


class Scaffold(Value):
    """A generated project and the proof that it works."""

    files: dict[str, str] = Field(description="Relative path to text.")
    diagram: str = Field(description="Mermaid erDiagram of the tables.")
    assumed: list[str] = Field(default=[], description="Defaults that were chosen.")
    proof: Proof
    next_step: str


# --- what is known -----------------------------------------------------------


class Signatures(Value):
    """How a problem shows: the machine-readable half of its page."""

    errors: list[str] = []
    """Bare exception class names."""
    messages: list[str] = []
    """Regular expressions over error texts and logs, case-insensitive."""
    links: list[str] = []
    """Codes of SQLAlchemy's error links, such as `bhk3`."""
    symptoms: list[str] = []
    """Phrases in people's own words."""
    code: list[str] = []
    """Regular expressions over source code: weak evidence, never enough alone."""


class Expected(Value):
    """What one program of a problem's page does when it runs."""

    statements: int | None = None
    error: str | None = None


class MeasuredProof(Value):
    """What the broken and the fixed program of a page did when last measured."""

    broken: Expected
    fixed: Expected


class Problem(Value):
    """One database problem: the front matter of its page, and its two programs."""

    id: str
    title: str
    category: str
    severity: Severity
    cause: str
    fix: str
    signatures: Signatures
    confused_with: list[str] = []
    proof: MeasuredProof
    page: str
    """Path of the page, relative to the skill's folder."""
    broken: str
    """Source of the program that shows the problem."""
    fixed: str
    """Source of the same program without the problem."""
