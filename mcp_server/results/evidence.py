"""What was seen of a run."""

from pydantic import Field

from mcp_server.results.base import RaisedError, Status, Value
from mcp_server.results.records import (
    CallRecord,
    ChangeRecord,
    ChildrenRecord,
    CommitsRecord,
    ExpiredRecord,
    ForeignKeyActionRecord,
    ForeignKeysRecord,
    GrowthRecord,
    MissingNameRecord,
    MutationRecord,
    OmittedRecord,
    PlanRecord,
    RequestRecord,
    SharedDefaultRecord,
    SharingRecord,
    SlowCallRecord,
    StatementRecord,
    StoredRecord,
    TableRecord,
    UnansweredRecord,
    UncommittedRecord,
    UnreturnedRecord,
    UnstoredRecord,
    WarningRecord,
)


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
    statements: list[StatementRecord] = Field(default=[])
    """In order of sending, also those of the exercise that followed the program."""
    plans: list[PlanRecord] = Field(default=[])
    tables: list[TableRecord] = Field(default=[])
    warnings: list[WarningRecord] = Field(default=[])
    requests: list[RequestRecord] = Field(default=[])
    """Every HTTP request that an application of the program answered."""
    growths: list[GrowthRecord] = Field(default=[])
    changes: list[ChangeRecord] = Field(default=[])
    unstored: list[UnstoredRecord] = Field(default=[])
    unanswered: list[UnansweredRecord] = Field(default=[])
    unreturned: list[UnreturnedRecord] = Field(default=[])
    uncommitted: list[UncommittedRecord] = Field(default=[])
    slow_calls: list[SlowCallRecord] = Field(default=[])
    sharing: list[SharingRecord] = Field(default=[])
    commits: list[CommitsRecord] = Field(default=[])
    expired: list[ExpiredRecord] = Field(default=[])
    stored: list[StoredRecord] = Field(default=[])
    mutations: list[MutationRecord] = Field(default=[])
    foreign_keys: list[ForeignKeysRecord] = Field(default=[])
    foreign_key_actions: list[ForeignKeyActionRecord] = Field(default=[])
    children: list[ChildrenRecord] = Field(default=[])
    shared_defaults: list[SharedDefaultRecord] = Field(default=[])
    omitted: list[OmittedRecord] = Field(default=[])
    calls: list[CallRecord] = Field(default=[])
    """Functions that were called with values of ours, and raised."""
    missing_names: list[MissingNameRecord] = Field(default=[])
    statements_total: int = 0
    """Statements of the program itself, without the exercise."""
    failed_total: int = 0
    """Statements that the database refused."""
    unsent: list[str] = Field(default=[])
    """Shapes of statements that SQLite executed and SQLAlchemy did not send."""
    unexecuted: list[str] = Field(default=[])
    """Shapes of statements that were recorded and that SQLite did not execute."""
    redirected: list[str] = Field(default=[])
    assumed: list[str] = Field(default=[])
    """What was supplied or done so that the program could be run and exercised."""
    sandbox: SandboxLevel
