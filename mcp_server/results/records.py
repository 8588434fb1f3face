"""What the process of a program reports while it runs: one record a line.

`Evidence` has one list for each class of this module, and the reader of reports takes
the kinds of records from there. All texts are cut where they are written.
"""

from typing import ClassVar, Literal

from pydantic import Field

from mcp_server.results.base import RaisedError, Value

Phase = Literal["program", "exercise"]


class Record(Value):
    """One thing that was seen from inside, at a place of the program."""

    kind: ClassVar[str]
    """The name under which it stands in the report."""
    most: ClassVar[int] = 1_000
    """More of them are not read."""
    phase: Phase = "program"
    """The program itself, or what was done with it afterwards."""
    file: str | None = None
    line: int | None = None
    """Line of the program that caused it; None if no line of it was on the stack."""
    request: int | None = None
    """Number of the HTTP request during which it was seen."""


class StatementRecord(Record):
    """One SQL statement that the program sent through SQLAlchemy."""

    kind = "statement"
    most = 50_000
    sql: str
    stack: list[str] = Field(default=[])
    """`file:line` of every frame of the program, innermost first."""
    judged: bool = True
    """False if only unjudged files were on the stack."""
    session: int | None = None
    """Which ORM session sent it, numbered from 1 in order of first use."""
    operation: str | None = None
    """`get`, `refresh` or `merge` of the session; `reload` of an expired row."""
    relationship: str | None = None
    """`Team.heroes` if this was a lazy load of that relationship."""
    parent: str | None = None
    """Identity of the row whose relationship was loaded."""
    parameters: str = ""


class WarningRecord(Record):
    """A warning, where the program caused it."""

    kind = "warning"
    category: str
    """Class name, such as `SAWarning`."""
    package: str
    """First part of the module that defines the category: `sqlalchemy`, `builtins`."""
    source: str = ""
    """The library whose code it points at, if it is not the program's own."""
    message: str


class RequestRecord(Record):
    """One HTTP request, answered by an application of the program.

    `file` and `line` are those of the endpoint that answered.
    """

    kind = "request"
    most = 2_000
    number: int
    """The `request` of the records that were made while it was answered."""
    method: str
    path: str
    route: str | None = None
    """Template of the path, such as `/heroes/{hero_id}`."""
    status: int | None = None
    """None if the application raised before it answered."""
    error: str | None = None
    """Type and message of what the application raised."""
    milliseconds: float = 0
    """Until the answer was complete, in the sandbox."""
    probe: str | None = None
    """What we asked of the application; None if it is the program's own request."""
    sent: str = ""
    """The body that we sent, as JSON, or the query."""
    response: str = ""
    """The beginning of the body that came back."""
    statements: int = 0
    """SQL statements that were sent while it was answered."""
    raised: RaisedError | None = None
    """What the application raised, and the line of the program that did."""
    secrets: list[str] = Field(default=[])
    """Keys of the response that are named as a secret is and hold a text."""


class PlanRecord(Record):
    """How SQLite executes one distinct statement."""

    kind = "plan"
    most = 500
    sql: str
    steps: list[str]
    """Lines of EXPLAIN QUERY PLAN, such as `SCAN hero`."""
    rows: int = 0
    """Rows of the largest table that it reads whole, as far as they were counted."""


class TableRecord(Record):
    """A table, as it was at the end; `line` is that of its class."""

    kind = "table"
    most = 200
    name: str
    ddl: str
    """CREATE TABLE and CREATE INDEX for SQLite."""
    foreign_keys: list[list[str]]
    """Names of the columns of each foreign key."""
    indexes: list[list[str]]
    """Columns of the primary key and of all indexes and unique constraints."""
    servers: dict[str, str] = Field(default={})
    """By dialect of a server that was asked for: the DDL there, or an error."""


class GrowthRecord(Record):
    """One endpoint called twice: between the calls each table got as many rows again.

    `file` and `line` are those of the endpoint.
    """

    kind = "growth"
    most = 200
    target: str
    """Method and template of the path, such as `GET /teams`."""
    rows_before: int
    """Objects in the answer."""
    rows_after: int
    statements_before: int
    """SQL statements of the one request."""
    statements_after: int


class ChangeRecord(Record):
    """What a PATCH of one field did to the others; `file` and `line`: the endpoint."""

    kind = "change"
    most = 200
    target: str
    field: str
    """The one field that was sent."""
    nulled: list[str]
    """Other fields that had a value and have none now."""
    reset: list[str]
    """Other fields that went back to the default of the body's schema."""


class UnstoredRecord(Record):
    """A write that was answered as done, and is not there for the next request."""

    kind = "unstored"
    most = 200
    target: str
    status: int
    seen_by: str
    """The request that showed it, and its status: `GET /heroes/{hero_id}: 404`."""


class UnansweredRecord(Record):
    """The application did not start, or did not answer a request in time."""

    kind = "unanswered"
    most = 20
    target: str
    """`startup`, or method and path."""
    sent: str = ""
    raised: RaisedError | None = None
    """None if there was no end to it."""


class UnreturnedRecord(Record):
    """A session or connection that was opened and not closed again.

    `file` and `line` are those of its creation, or of its use after `close()`.
    """

    kind = "unreturned"
    owner: Literal["session", "connection", "raw connection"]
    ended: Literal["open", "collected", "reused", "background"]
    """Still open at the end, taken by the garbage collector, or used after close(), in
    a background task or elsewhere."""


class UncommittedRecord(Record):
    """Rows that were written from one line and went with their transaction."""

    kind = "uncommitted"
    owner: Literal["session", "connection", "raw connection"]
    ended: Literal["closed", "open", "collected"]
    action: str
    """`added`, `changed`, `marked` (changed and given to `add()`), `deleted`, or the
    first word of a statement."""
    subject: str
    """Name of the model or of the table."""
    rows: int


class SlowCallRecord(Record):
    """A call that waits, made where others have to wait for it."""

    kind = "slow-call"
    most = 200
    call: str
    """What was called: `time.sleep()`, `A network call`, `Synchronous SQL`."""
    held: bool
    """A transaction of the same request, task or thread was open."""
    held_since: int | None = None
    """Line of the same file that began the transaction."""
    blocking: bool
    """Coroutines of the program were waiting for this thread."""


class SharingRecord(Record):
    """A session that several requests, tasks or threads used.

    `file` and `line` are those of its creation; for tasks, those of the second use.
    """

    kind = "sharing"
    by: Literal["requests", "tasks", "threads"]
    users: int


class CommitsRecord(Record):
    """A line that committed several times, with the same callers, in one session."""

    kind = "commits"
    commits: int
    """Those that had rows to commit."""
    rows: int


class ExpiredRecord(Record):
    """A use of rows that a commit or rollback has expired."""

    kind = "expired"
    how: Literal["load", "dump", "response"]
    """Loaded again at the first access; dumped, or sent, without any value."""
    model: str
    rows: int


class StoredRecord(Record):
    """An attribute whose value comes back from the database as another one."""

    kind = "stored"
    how: Literal[
        "naive", "naive-utc", "float", "rounded", "enum-name", "json", "unreadable"
    ]
    model: str
    attribute: str
    given: str
    """The value, or the part of it that differs, as text."""
    stored: str
    zoned: bool = False
    """The column is declared to keep time zones."""
    exact: bool = False
    """The column has a number of decimal places."""


class MutationRecord(Record):
    """A value that was changed in place and that a commit did not write."""

    kind = "mutation"
    model: str
    attribute: str
    rows: int


class ForeignKeysRecord(Record):
    """Foreign keys that SQLite enforced only because we asked it to.

    `file` and `line` are where the first connection was opened.
    """

    kind = "foreign-keys"
    most = 1
    keys: int
    """Foreign keys of the tables that were created."""
    actions: int
    """Those of them with `ON DELETE` or `ON UPDATE`."""
    violations: int
    """Statements that were refused because of one."""


class ForeignKeyActionRecord(Record):
    """Rows that `ON DELETE` or `ON UPDATE` changed, beside those of the statement."""

    kind = "foreign-key-action"
    most = 50
    verb: str
    """`DELETE` or `UPDATE`."""
    rows: int


class MissingNameRecord(Record):
    """The program ended because nothing defines names that it uses."""

    kind = "missing-name"
    most = 10
    names: list[str]
    """All names that nothing defines, also those that were not reached."""
    too_early: list[str] = Field(default=[])
    """Among them: defined, but further down."""
    typing_only: list[str] = Field(default=[])
    """Among them: imported under TYPE_CHECKING, which is not there at run time."""


class CallRecord(Record):
    """A function that the program only defines was called, and raised.

    `file` and `line` are those of the innermost line of the program.
    """

    kind = "call"
    most = 100
    function: str
    raised: RaisedError
    given_rows: bool = False
    """Rows that we made were among the arguments."""


class ChildrenRecord(Record):
    """Children that a flush changed or deleted together with their parent.

    Their foreign key has an `ON DELETE`: the database would have done it. `file` and
    `line` are those of `session.delete()`.
    """

    kind = "children"
    most = 100
    relationship: str
    """`Team.heroes`."""
    ondelete: str
    """`CASCADE`, `SET NULL`, `RESTRICT` or another, in capitals."""
    how: Literal["nulled", "deleted"]
    passive: bool = False
    """The relationship has `passive_deletes`: the children were there already."""
    rows: int


class SharedDefaultRecord(Record):
    """A default that was computed when the class was defined."""

    kind = "shared-default"
    most = 100
    model: str
    attribute: str
    value: str
    unique: bool = False
    """A second row with it is refused."""
    rows: int = 0
    """Rows that were stored with it."""


class OmittedRecord(Record):
    """A relationship that was loaded for a response that does not have it.

    `file` and `line` are those of the endpoint.
    """

    kind = "omitted"
    most = 100
    model: str
    """Name of the table model whose rows the endpoint returned."""
    attribute: str
    answer: str
    """Name of the response model."""
    is_table: bool = False
    """The response model is a table model."""
    here: bool = False
    """The endpoint itself names the relationship, such as in its query."""
