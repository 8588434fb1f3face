"""The specification of a project, and how it is read."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, Self

from pydantic import Field as Described
from pydantic import ValidationError, model_validator
from pydantic_core import ErrorDetails

from mcp_server.errors import InvalidSpec
from mcp_server.results import Value
from mcp_server.scaffold.consistency import did_you_mean, first_objection, hints
from mcp_server.scaffold.specification import names
from mcp_server.scaffold.specification.entities import (
    Check,
    Entity,
    Field,
    Index,
    Pagination,
    Relationship,
)

SHOWN = 3
EXAMPLE = re.compile("`[^`]+`")
# Steps of an error's place that only say which type of several was tried.
TRIED = ("literal[", "list[")


class Options(Value):
    """How the project is written; the defaults suit most."""

    mode: Literal["sync", "async"] = Described(
        default="sync", description="`def` or `async def`."
    )
    layout: Literal["package", "file"] = Described(
        default="package",
        description="`file`: models and endpoints in one module each.",
    )
    database: Literal["sqlite", "postgresql"] = Described(
        default="sqlite", description="Where DATABASE_URL is not set."
    )
    migrations: bool = Described(
        default=False, description="An Alembic environment and a first revision."
    )
    pagination: Pagination = Described(
        default="offset",
        description="`keyset`: by a cursor, right even while rows are added.",
    )
    prefix: str = Described(
        default="",
        pattern=r"^(/[a-z0-9_-]{1,20}){0,3}$",
        description="Of every path: `/api/v1`.",
    )


class ProjectSpec(Value):
    """What to generate: entities, and how they are connected."""

    name: str = Described(
        default="app",
        pattern=r"^[a-z][a-z0-9-]{0,39}$",
        description="Lower case with hyphens: `book-shop`.",
    )
    description: str = Described(
        default="", max_length=300, description="What the project is for, in one line."
    )
    entities: list[Entity] = Described(
        min_length=1, max_length=50, description="In any order."
    )
    relationships: list[Relationship] = Described(
        default=[],
        max_length=150,
        description="How entities are connected; never write foreign keys as fields.",
    )
    options: Options = Described(default=Options(), description="How it is written.")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not names.is_one_line(self.description):
            raise ValueError("`description` has control characters; send plain text.")
        objection = first_objection(self.entities, self.relationships)
        if objection:
            raise ValueError(objection)
        return self


# Which model stands at a place of the specification, list positions left out.
MODELS: dict[tuple[str, ...], type[Value]] = {
    (): ProjectSpec,
    ("entities",): Entity,
    ("entities", "fields"): Field,
    ("entities", "indexes"): Index,
    ("entities", "checks"): Check,
    ("relationships",): Relationship,
    ("relationships", "fields"): Field,
    ("options",): Options,
}


def read_spec(data: object) -> ProjectSpec:
    """A specification from a dict, JSON text or a ProjectSpec.

    Raises:
        InvalidSpec: It is no specification, or contradicts itself; the message is
            one sentence that names the place and says what to send instead.
    """
    if isinstance(data, ProjectSpec):
        return data
    sent = plain(data)
    if not isinstance(sent, dict):
        raise InvalidSpec("The specification must be a JSON object with `entities`.")
    try:
        return ProjectSpec.model_validate(sent)
    except ValidationError as error:
        raise InvalidSpec(_sentence(error, sent)) from None


def plain(data: object) -> object:
    """JSON text or an object as plain JSON data.

    Raises:
        InvalidSpec: it is not JSON.
    """
    return _parse(data if isinstance(data, str | bytes) else _dump(data))


def _dump(data: object) -> str:
    """An object as JSON text, so that nothing else gets any further."""
    try:
        return json.dumps(data)
    except (TypeError, ValueError, RecursionError) as error:
        raise _not_json(error) from None


def _parse(text: str | bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_json(error) from None


def _not_json(error: Exception) -> InvalidSpec:
    reason = str(error)[:100]
    return InvalidSpec(
        f"The specification is not JSON ({reason}); send one JSON object."
    )


def _sentence(error: ValidationError, data: dict[str, Any]) -> str:
    details = list(_details(error))
    if details[0]["type"] == "value_error" and not details[0]["loc"]:
        return details[0]["msg"].removeprefix("Value error, ")
    said = [f"{_place(found, data)} {_reason(found)}" for found in details[:SHOWN]]
    left = len(details) - SHOWN
    more = f"; and {left} more" if left > 0 else ""
    return "; ".join(said) + more + "."


def _details(error: ValidationError) -> Iterator[ErrorDetails]:
    """What is wrong; of an option of several types only what suits the one sent."""
    for found in error.errors(include_url=False):
        *above, last = found["loc"] or ("",)
        tried = str(last).startswith(TRIED)
        if not tried:
            yield found
        elif str(last).startswith("list[") == isinstance(found["input"], list):
            yield {**found, "loc": tuple(above)}


def _place(found: ErrorDetails, data: Any) -> str:
    """The path, with names beside list positions: entities[0] (Post).fields."""
    path = ""
    for step in found["loc"]:
        data = _inside(data, step)
        if isinstance(step, int):
            name = data.get("name") if isinstance(data, dict) else None
            path += f"[{step}]" + (f" ({name[:30]})" if isinstance(name, str) else "")
        else:
            path += f".{step[:40]}" if path else step[:40]
    return f"`{path}`"


def _inside(data: Any, step: int | str) -> Any:
    try:
        return data[step]
    except (LookupError, TypeError):
        return None


def _reason(found: ErrorDetails) -> str:
    given = found["input"]
    if found["type"] == "extra_forbidden":
        return _unknown(found)
    if found["type"] == "missing":
        return "is missing; send it"
    if found["type"] == "literal_error":
        return _unlisted(found)
    if found["type"] == "model_type":
        names = ", ".join(_model(found["loc"]).model_fields)
        return f"is {_shown(given)}: send an object with some of {names}"
    if found["type"] == "string_pattern_mismatch":
        return f"cannot be {_shown(given)}; send {_example(found)}"
    reason = found["msg"][:1].lower() + found["msg"][1:]
    return f"is {_shown(given)}: {reason}"


def _unlisted(found: ErrorDetails) -> str:
    """Of a value that is none of those that there are."""
    given = found["input"]
    expected = found["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
    hint = hints.of_type(given) if found["loc"][-1] == "type" else None
    guess = "" if hint else did_you_mean(str(given), expected.split(", "))
    return f"cannot be {_shown(given)}{guess}; {hint or f'send one of {expected}'}"


def _unknown(found: ErrorDetails) -> str:
    *above, name = found["loc"]
    options = _model(above).model_fields
    if name not in options and (hint := hints.of_option(str(name))):
        return f"is unknown; {hint}"
    guess = did_you_mean(str(name), options)
    return f"is unknown{guess}; send only {', '.join(options)}"


def _model(place: Sequence[int | str]) -> type[Value]:
    return MODELS[tuple(str(step) for step in place if not isinstance(step, int))]


def _example(found: ErrorDetails) -> str:
    """What an option looks like, as its description shows it."""
    *above, name = found["loc"]
    described = _model(above).model_fields[str(name)].description or ""
    return f"something such as {EXAMPLE.findall(described)[0]}"


def _shown(value: object) -> str:
    text = json.dumps(value, default=repr, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
