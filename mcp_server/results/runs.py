"""What is run, and within which limits."""

from typing import Any, Literal

from pydantic import Field, JsonValue, model_validator

from mcp_server.results.base import Input, Value


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


class HttpRequest(Input):
    """One HTTP call to the application that a program defines."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    path: str = Field(
        pattern="^/", max_length=2_000, description="Path with query: /heroes?limit=2"
    )
    body: JsonValue = Field(default=None, description="Sent as JSON, if not null.")
    headers: dict[str, str] = Field(default={})

    @model_validator(mode="before")
    @classmethod
    def _as_test_clients_say_it(cls, data: Any) -> Any:
        """`json` is what test clients call the body; methods are often lower case."""
        if not isinstance(data, dict):
            return data
        sent = dict(data)
        if "json" in sent and "body" not in sent:
            sent["body"] = sent.pop("json")
        if isinstance(sent.get("method"), str):
            sent["method"] = sent["method"].upper()
        return sent


class Program(Value):
    """Files to place in an empty folder, and the one to run."""

    files: dict[str, str]
    """Relative POSIX path to text."""
    entry: str
    """The path in `files` that is run as `__main__`."""
    context: str | None = None
    """The path in `files` that runs before it, in the same namespace."""
    unjudged: frozenset[str] = frozenset()
    """Files that belong to us or are context: never reported as the user's line."""
    observed: bool = True
    """Record what it does; otherwise only its output and how it ends: it is faster."""
    exercise: bool = False
    """Afterwards call what the program only defines: functions, endpoints."""
    requests: list[HttpRequest] = Field(default=[])
    """HTTP calls to make to the program's application, before all others."""
