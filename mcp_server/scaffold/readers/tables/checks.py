"""CHECK constraints as bounds, enumerations and conditions of an entity."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mcp_server.errors import InvalidArgument, InvalidSpec
from mcp_server.scaffold.consistency import checks as checkrules
from mcp_server.scaffold.readers.extras import missing_extra
from mcp_server.scaffold.readers.tables import naming
from mcp_server.scaffold.readers.tables.drafts import Draft
from mcp_server.scaffold.readers.tables.schema import Check, Schema, Table
from mcp_server.scaffold.specification.entities import Entity

if TYPE_CHECKING:
    from mcp_server.scaffold.readers.tables.conditions import Bound, Values

MOST = 20


def add_checks(schema: Schema, draft: Draft) -> list[dict[str, Any]]:
    """Read the checks of a table into its fields; the others are returned."""
    found: list[dict[str, Any]] = []
    for check in draft.table.checks:
        try:
            made = _checks(schema, draft, check)
        except (InvalidSpec, InvalidArgument):
            made = None
        if made is None or len(found) + len(made) > MOST:
            text = " ".join(check.text.split())[:100]
            schema.left_out.add(draft.table.name, f"CHECK ({text})")
        else:
            found += made
    return _named(found)


def suitable(
    schema: Schema,
    table: Table,
    entity: Mapping[str, Any],
    checks: Sequence[dict[str, Any]],
) -> list[dict[str, Any]]:
    """The checks that can be generated with the fields of an entity."""
    kept: list[dict[str, Any]] = []
    for check in checks:
        found = Entity.model_validate({**entity, "checks": [*kept, check]})
        if any(checkrules.objections(found)):
            schema.left_out.add(table.name, f"CHECK ({check['condition']})")
        else:
            kept.append(check)
    return kept


def _checks(schema: Schema, draft: Draft, check: Check) -> list[dict[str, Any]] | None:
    """What is no bound and no enumeration; None: no condition over fields."""
    try:
        from mcp_server.scaffold.readers.tables import conditions
    except ImportError:
        raise missing_extra("CHECK", "sqlglot") from None

    columns = {
        name.casefold(): read.data["name"] for name, read in draft.fields.items()
    }
    columns |= {key.casefold(): f"{to}_id" for key, to in draft.references.items()}
    rest = []
    for part in conditions.read_condition(check.text, schema.dialect):
        if isinstance(part, conditions.Other):
            rest.append(part.condition)
        elif not _on_field(draft, part):
            rest.append(conditions.as_condition(part))
    texts = [conditions.over_fields(one, columns) for one in rest]
    about = [conditions.columns_of(one) for one in rest]
    if None in texts:
        return None
    return [
        {"name": _name(check, names_of), "condition": text}
        for text, names_of in zip(texts, about, strict=True)
    ]


def _on_field(draft: Draft, part: "Bound | Values") -> bool:
    found = draft.table.column(part.column)
    read = draft.fields.get(found.name) if found else None
    if read is None:
        return False
    if not hasattr(part, "values"):
        value = _inclusive(part, read.data["type"])
        return value is not None and read.bound(part.option, float(value))
    # The class of an enum is named after entity and field.
    if len(draft.name) + len(read.data["name"]) > naming.LONGEST:
        return False
    return read.enumerate(part.values)


def _inclusive(bound: "Bound", kind: str) -> Decimal | None:
    if not bound.strict:
        return bound.value
    if kind not in {"int", "bigint"} or bound.value % 1:
        return None
    return bound.value + (1 if bound.option == "ge" else -1)


def _name(check: Check, columns: list[str]) -> str:
    told = naming.field_name(check.name) if check.name else "_and_".join(columns)
    return naming.shortened(naming.field_name(told), 36)


def _named(checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    taken: set[str] = set()
    for check in checks:
        check["name"] = naming.free(
            [check["name"]], lambda name: name not in taken, "too", 40
        )
        taken.add(check["name"])
    return checks
