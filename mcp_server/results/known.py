"""What is known about a problem: the front matter of its page."""

from pydantic import Field

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
    confused_with: list[str] = Field(default=[])
    proof: MeasuredProof
    page: str
    """Path of the page, relative to the skill's folder."""
    broken: str
    """Source of the program that shows the problem."""
    fixed: str
    """Source of the same program without the problem."""
