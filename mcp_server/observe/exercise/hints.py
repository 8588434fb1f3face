"""What the application's own schemas say about the columns of a model.

A table model does not validate, and says less than the models around it: a status that
is a plain text in the table is one of three words in the model of the body.
"""

import re
from typing import Any

from mcp_server.observe.exercise import values

Schema = dict[str, Any]
AROUND = re.compile(
    r"(?:Base|Create|In|Input|New|Add|Request)|"
    r"(?P<out>Out|Output|Public|Read|Response|Schema|Detail|View|DTO|Model|)"
)
"""What is added to a model's name for what comes in, and for what goes out."""
NARROWER = (
    "const",
    "enum",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maximum",
    "maxLength",
    "minimum",
    "minLength",
    "multipleOf",
    "pattern",
)


def of(document: Schema, model: str) -> dict[str, Schema]:
    """By name of a field: what narrows it; `required` if no answer may lack it."""
    found: dict[str, Schema] = {}
    schemas = (document.get("components") or {}).get("schemas") or {}
    for name, schema in schemas.items():
        kind = AROUND.fullmatch(name.removeprefix(model).partition("-")[0])
        if not name.startswith(model) or kind is None or not isinstance(schema, dict):
            continue
        goes_out = kind["out"] is not None
        required = schema.get("required", []) if goes_out else []
        for key, inner in (schema.get("properties") or {}).items():
            hint = found.setdefault(key, {})
            hint |= _narrower(inner, document)
            if key in required and not values.accepts_null(inner, document):
                hint["required"] = True
    return found


def _narrower(schema: Any, document: Schema) -> Schema:
    one = values.resolved(schema, document)
    return {key: one[key] for key in NARROWER if key in one}
