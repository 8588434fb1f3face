"""Tables as the data of a specification."""

from collections.abc import Sequence
from typing import Any

from mcp_server.scaffold.readers.tables.checks import add_checks, suitable
from mcp_server.scaffold.readers.tables.circles import open_circles
from mcp_server.scaffold.readers.tables.column_types import column_type
from mcp_server.scaffold.readers.tables.complete import complete
from mcp_server.scaffold.readers.tables.drafts import Draft, add_fields, drafts, is_link
from mcp_server.scaffold.readers.tables.fields import description, is_cut
from mcp_server.scaffold.readers.tables.relationships import Relationships
from mcp_server.scaffold.readers.tables.schema import Column, Schema
from mcp_server.scaffold.specification import names
from mcp_server.scaffold.specification.options import INDEXED_CHARACTERS

MOST_FIELDS, MOST_INDEXES = 8, 20


def translate(schema: Schema) -> dict[str, Any]:
    """The specification of a schema, as JSON has it; notes go to the schema.

    Raises:
        InvalidSpec: there is no table, or a constraint names no column of its table.
    """
    complete(schema)
    links = [table for table in schema.tables if is_link(schema, table)]
    named = drafts([*(one for one in schema.tables if one not in links), *links])
    entities = [draft for draft in named if draft.table not in links]
    found = Relationships(schema, entities, links)
    add_fields(schema, entities)
    found.lead_back()
    found.one_to_many()
    data = [_entity(schema, draft) for draft in entities]
    for draft in named[len(entities) :]:
        found.link_table(draft.table)
        found.data_on_link(draft)
        _link_data(schema, draft, found.data[-1])
    for link in schema.links:
        found.link(link)
    tables = {draft.name: draft.table.name for draft in entities}
    open_circles(found.data, tables, schema.left_out)
    return {"entities": data, "relationships": found.data}


def _entity(schema: Schema, draft: Draft) -> dict[str, Any]:
    table = draft.table
    data: dict[str, Any] = {"name": draft.name}
    if schema.physical and table.name != draft.plural:
        if names.is_column(table.name):
            data["table"] = table.name
        else:
            schema.left_out.add(table.name, "its name in the database")
    data |= _key(schema, draft)
    checks = add_checks(schema, draft)
    indexes = _indexes(schema, draft)
    data["fields"] = _fields(schema, draft)
    data |= {"indexes": indexes} if indexes else {}
    if checks := suitable(schema, table, data, checks):
        data["checks"] = checks
    if table.comment:
        data["description"] = description(table.comment)
        if is_cut(table.comment):
            schema.left_out.add(table.name, "the end of its comment")
    return data


def _key(schema: Schema, draft: Draft) -> dict[str, Any]:
    table, known = draft.table, draft.references
    if not table.key:
        return {}
    column = table.column(table.key[0])
    if len(table.key) > 1 or known.get(table.key[0]) or not _is_id(draft):
        return {"key": [_attribute(draft, name) for name in table.key]}
    kind = column_type(column.type if column else "int").type
    default = (column.default if column else None) or ""
    key = {"uuid": "uuid", "bigint": "bigint"}.get(str(kind), "integer")
    if kind == "uuid" and "7" in default:
        key = "uuid7"
    elif schema.physical and kind == "uuid" and not default:
        schema.assumed.add(table.name, "the program makes its key, a UUID of version 4")
    elif _is_given(schema, column, str(kind)):
        schema.assumed.add(table.name, "the database makes its integer key")
    found = {"key": key} if key != "integer" else {}
    if schema.physical and table.key[0] != "id":
        found["key_column"] = table.key[0]
    return found


def _is_given(schema: Schema, column: Column | None, kind: str) -> bool:
    """Whether nothing says that the database counts; SQLite does in any case."""
    says = schema.physical and schema.dialect != "sqlite" and kind != "uuid"
    return bool(says and column and not column.increments)


def _is_id(draft: Draft) -> bool:
    return draft.table.key[0] not in draft.fields


def _attribute(draft: Draft, column: str) -> str | None:
    """The field or relationship of a column, as indexes and keys name it."""
    if column in draft.references:
        return draft.references[column]
    found = draft.fields.get(column)
    return str(found.data["name"]) if found else None


def _indexes(schema: Schema, draft: Draft) -> list[dict[str, Any]]:
    """Indexes over several columns, and over relationships that are unique."""
    found: list[dict[str, Any]] = []
    for unique, all_columns in (
        (True, draft.table.uniques),
        (False, draft.table.indexes),
    ):
        for columns in all_columns:
            if len(columns) == 1 or set(columns) == set(draft.table.key):
                continue
            data = _index(draft, columns, unique=unique)
            if data and any(data["fields"] == one["fields"] for one in found):
                continue
            if data is None or len(found) == MOST_INDEXES:
                kind = "UNIQUE" if unique else "index"
                place = f"{draft.table.name}.{'+'.join(columns)}"
                schema.left_out.add(place, f"{kind} over these columns")
            else:
                found.append(data)
    return found


def _index(
    draft: Draft, columns: Sequence[str], *, unique: bool
) -> dict[str, Any] | None:
    fields = [_attribute(draft, column) for column in columns]
    if None in fields or len(fields) > MOST_FIELDS or len(set(fields)) < len(fields):
        return None
    own = [draft.fields[column] for column in columns if column in draft.fields]
    if not all(read.can_be_looked_up() for read in own):
        return None
    if sum(read.longest for read in own) > INDEXED_CHARACTERS:
        return None
    few = all(read.data["type"] in {"enum", "bool"} for read in own)
    if unique and few and len(own) == len(columns):
        return None
    return {"fields": fields, "unique": True} if unique else {"fields": fields}


def _fields(schema: Schema, draft: Draft) -> list[dict[str, Any]]:
    table = draft.table
    for name, read in draft.fields.items():
        # A key is unique and indexed as it is.
        alone = [name] != table.key
        if name in table.key:
            read.become_key()
        read.settle(
            unique=alone and [name] in table.uniques,
            index=alone and [name] in table.indexes,
        )
        place = f"{table.name}.{name}"
        for told in read.left_out:
            schema.left_out.add(place, told)
        for told in read.assumed:
            schema.assumed.add(place, told)
        if read.type.naive and schema.physical:
            told = "moments without a time zone are taken for UTC"
            schema.assumed.add(place, told)
    return [read.data for read in draft.fields.values()]


def _link_data(schema: Schema, draft: Draft, data: dict[str, Any]) -> None:
    for check in add_checks(schema, draft):
        told = f"CHECK ({check['condition']})"
        schema.left_out.add(draft.table.name, told)
    if draft.fields:
        data["fields"] = _fields(schema, draft)
    if draft.table.comment:
        schema.left_out.add(draft.table.name, "its comment")
