"""What is known about a problem: the front matter of its page."""

from typing import Literal

from pydantic import Field, field_validator

from mcp_server.results.base import Severity, Value


class Signatures(Value):
    """How a problem shows: the machine-readable half of its page."""

    errors: list[str] = Field(default=[])
    """Bare exception class names."""
    messages: list[str] = Field(default=[])
    """Regular expressions over error texts and logs, case-insensitive."""
    links: list[str] = Field(default=[])
    """Codes of SQLAlchemy's error links, such as `bhk3`."""
    symptoms: list[str] = Field(default=[])
    """Phrases in people's own words."""
    code: list[str] = Field(default=[])
    """Regular expressions over source code: weak evidence, never enough alone."""
    supports: list[str] = Field(default=[])
    """Regular expressions over the text that make a matching problem likelier."""
    against: list[str] = Field(default=[])
    """Regular expressions over the text that speak against this problem."""


class Expected(Value):
    """What one program of a problem's page does when it runs."""

    statements: int | None = None
    error: str | None = None
    prints: str | None = None
    """Text that its output has, where the symptom is neither error nor count."""


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
    sees: str = ""
    """What a person sees, in one line of Markdown: a row of the quick table."""
    first: str = ""
    """The first thing to do, in one line of Markdown."""
    check: str = ""
    """What to look at to be sure that it is this problem, in one sentence."""
    reports: int = 0
    """How many of 143 public reports that we read were of this problem."""
    signatures: Signatures
    confused_with: dict[str, str] = Field(default={})
    """Other problem's id to what tells it from this one, in one sentence."""
    versions: dict[str, str] = Field(default={})
    """Requirement, such as `sqlalchemy>=2.1`, to what is different from there on."""
    needs: Literal["sqlite", "postgresql", "pgbouncer"] = "sqlite"
    """The database that the programs run on."""
    requires: list[str] = Field(default=[])
    """Distributions that the programs import beyond the stack, such as `alembic`."""
    no_program: str | None = None
    """Why nothing can be run here; only then are there no programs."""
    proof: MeasuredProof | None = None
    page: str
    """Path of the page, relative to the skill's folder."""
    broken: str | None = None
    """Source of the program that shows the problem."""
    fixed: str | None = None
    """Source of the same program without the problem."""

    @field_validator("confused_with", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        """A bare list of ids, until its page says how to tell them apart."""
        return dict.fromkeys(value, "") if isinstance(value, list) else value


class SearchHit(Value):
    """How well the words of a text fit one problem: bm25 over the text's length."""

    problem: str
    phrase: str
    """The symptom that fits best; empty if only the page fits."""
    phrase_score: float
    page_score: float
    overlap: float
    """Share of words that the text and one phrase have in common, 0 to 1."""
    profile: float
    """How much likelier the words are with this problem; below 0 if they are less."""
