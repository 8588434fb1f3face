"""What every value of the vocabulary is made of."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mcp_server.errors import unknown

Severity = Literal["error", "warning", "info"]
SEVERITY_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
"""The worst first."""
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


class RaisedError(Value):
    """An exception that nothing caught, as its own process reported it."""

    type: str
    """Bare class name, such as `IntegrityError`."""
    qualified_type: str
    """Class name with its module."""
    message: str
    chain: list[str] = Field(default=[])
    """Bare class names of the exceptions behind it, outermost first."""
    file: str | None = None
    line: int | None = None
