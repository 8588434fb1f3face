"""What can be asked of an application: the operations of its OpenAPI schema."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mcp_server.observe.exercise import values

METHODS = ("get", "post", "put", "patch", "delete")
MOST_OPERATIONS = 80
FORM = "application/x-www-form-urlencoded"
Schema = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """A value in the path, the query or a header."""

    name: str
    place: str
    required: bool
    schema: Schema


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    root: Schema = field(repr=False)
    """The whole document, to which references point."""
    parameters: tuple[Parameter, ...] = ()
    body: Schema | None = None
    is_form: bool = False
    unsupported: str | None = None
    """Why it cannot be called."""

    @property
    def target(self) -> str:
        """How it is called in messages."""
        return f"{self.method} {self.path}"

    @property
    def in_path(self) -> list[Parameter]:
        """The parameters of the path."""
        return [one for one in self.parameters if one.place == "path"]

    @property
    def resource(self) -> str:
        """`hero`, of `/api/heroes` and of `/heroes/{hero_id}`."""
        parts = [one for one in self.path.split("/") if one and "{" not in one]
        return singular(parts[-1]) if parts else ""

    @property
    def is_item(self) -> bool:
        """It ends with a parameter: one thing, not a collection."""
        return self.path.rstrip("/").endswith("}")

    def properties(self) -> Schema:
        """The schemas of the fields of the body."""
        if self.body is None:
            return {}
        found = values.resolved(self.body, self.root).get("properties")
        return found if isinstance(found, dict) else {}

    def required(self) -> set[str]:
        """The names of the fields that a body must have."""
        if self.body is None:
            return set()
        found = values.resolved(self.body, self.root).get("required")
        return set(found) if isinstance(found, list) else set()


def singular(word: str) -> str:
    """`hero` for `heroes`; good enough to match paths, tables and fields."""
    word = word.lower().replace("-", "_")
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("oes", "o"), ("xes", "x")):
        if word.endswith(ending) and len(word) > 4:
            return word.removesuffix(ending) + instead
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def read(document: Schema) -> list[Operation]:
    """The operations in the order of the document."""
    found = [
        _operation(method.upper(), path, item[method], document)
        for path, item in document.get("paths", {}).items()
        for method in METHODS
        if isinstance(item.get(method), dict)
    ]
    return found[:MOST_OPERATIONS]


def count(document: Schema) -> int:
    """How many operations there are in all."""
    paths = document.get("paths", {}).values()
    return sum(isinstance(item.get(m), dict) for item in paths for m in METHODS)


def _operation(method: str, path: str, spec: Schema, root: Schema) -> Operation:
    body, is_form, unsupported = _body(spec)
    return Operation(
        method=method,
        path=path,
        root=root,
        parameters=tuple(_parameters(spec)),
        body=body,
        is_form=is_form,
        unsupported=unsupported,
    )


def _parameters(spec: Schema) -> Iterator[Parameter]:
    for one in spec.get("parameters", []):
        if isinstance(one, dict) and "name" in one:
            schema = dict(one.get("schema") or {})
            if "example" in one:
                schema["example"] = one["example"]
            required = bool(one.get("required"))
            yield Parameter(one["name"], one.get("in", "query"), required, schema)


def _body(spec: Schema) -> tuple[Schema | None, bool, str | None]:
    """Schema of the body, whether it is a form, and why it cannot be sent."""
    content = (spec.get("requestBody") or {}).get("content") or {}
    if "application/json" in content:
        return content["application/json"].get("schema") or {}, False, None
    if FORM in content:
        return content[FORM].get("schema") or {}, True, None
    if content:
        return None, False, f"it takes {next(iter(content))}"
    return None, False, None


def in_order(found: list[Operation]) -> list[Operation]:
    """Parents before children, by the `*_id` fields of bodies and by paths."""
    waiting = sorted(found, key=lambda one: one.path.count("{"))
    makers = {one.resource for one in found if one.method == "POST"}
    order: list[Operation] = []
    done: set[str] = set()
    while waiting:
        ready = [one for one in waiting if not (needs(one) & makers) - done]
        one = (ready or waiting)[0]
        waiting.remove(one)
        order.append(one)
        if not any(other.resource == one.resource for other in waiting):
            done.add(one.resource)
    return order


def needs(one: Operation) -> set[str]:
    """The resources that must exist before."""
    fields = [name for name in one.properties() if name.endswith("_id")]
    found = {name.removesuffix("_id") for name in fields}
    for segment, parameter in re.findall(r"([^/{}]+)/\{([^}]+)\}", one.path):
        found |= {singular(segment), parameter.removesuffix("_id")}
    return found - {one.resource}
