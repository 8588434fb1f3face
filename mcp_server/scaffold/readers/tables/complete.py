"""Keys and foreign keys of tables, worked out and checked."""

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.consistency.keys import KEY_TYPES
from mcp_server.scaffold.readers.tables.column_types import column_type
from mcp_server.scaffold.readers.tables.schema import ForeignKey, Schema, Table
from mcp_server.scaffold.specification.options import INDEXED_CHARACTERS

# What tools keep in a database about itself.
BOOKKEEPING = {
    *("__diesel_schema_migrations", "__efmigrationshistory", "_prisma_migrations"),
    *("_sqlx_migrations", "alembic_version", "ar_internal_metadata"),
    *("databasechangelog", "databasechangeloglock", "django_migrations"),
    *("doctrine_migration_versions", "flyway_schema_history", "goose_db_version"),
    *("knex_migrations", "knex_migrations_lock", "schema_migrations"),
    *("spatial_ref_sys", "typeorm_metadata"),
}
HARMLESS = {None, "NO ACTION", "RESTRICT"}


def complete(schema: Schema) -> None:
    """Give every table a key, and mark the foreign keys that can be relationships.

    Raises:
        InvalidSpec: there is no table, or a constraint names no column of its table.
    """
    for table in list(schema.tables):
        if not table.columns:
            schema.left_out.add(table.name, "is a table without columns")
            schema.tables.remove(table)
        elif table.name.lower() in BOOKKEEPING and len(schema.tables) > 1:
            schema.left_out.add(table.name, "is the bookkeeping of a migration tool")
            schema.tables.remove(table)
    if not schema.tables:
        raise InvalidSpec("There is no table in it; send at least one.")
    for table in schema.tables:
        _spell(table)
        _key(schema, table)
        _suitable_key(schema, table)
    for table, key in schema.references():
        _reference(schema, table, key)


def _spell(table: Table) -> None:
    """Write the columns of constraints as their table does."""
    for columns in (table.key, *table.uniques, *table.indexes):
        columns[:] = [_column(table, name) for name in columns]
    for key in table.foreign_keys:
        key.columns = [_column(table, name) for name in key.columns]


def _column(table: Table, name: str) -> str:
    found = table.column(name)
    if not found:
        raise InvalidSpec(
            f"Table {table.name}: a constraint or index names `{name[:60]}`, which is "
            "no column of it; send the column, or leave the constraint out."
        )
    return found.name


def _key(schema: Schema, table: Table) -> None:
    if table.key:
        return
    # A diagram shows no surrogate keys: there, what is unique is only unique.
    among = table.uniques if schema.physical else []
    never_null = [column.name for column in table.columns if not column.nullable]
    unique = [one for one in among if set(one) <= set(never_null)]
    table.key = min(unique, key=_length).copy() if unique else []
    if table.key:
        schema.assumed.add(
            table.name, "has no primary key; a unique constraint takes its place"
        )
    elif counted := [one.name for one in table.columns if one.increments]:
        # A partitioned table often has none, although it counts its rows.
        table.key = counted[:1]
        told = f"has no primary key; `{counted[0]}`, which is counted, takes its place"
        schema.assumed.add(table.name, told)
    elif column := table.column("id"):
        table.key = [column.name]
        schema.assumed.add(table.name, "has no primary key; `id` is taken for it")
    else:
        schema.assumed.add(table.name, "has no primary key; an integer `id` is added")


def _length(columns: list[str]) -> int:
    return len(columns)


def _suitable_key(schema: Schema, table: Table) -> None:
    """Leave a key that no path can have to a part of it, or to an `id`."""
    unsuited = [name for name in table.key if not _can_be_key(table, name)]
    characters = sum(_characters(table, name) for name in table.key)
    if not unsuited and characters <= INDEXED_CHARACTERS:
        return
    counted = [one.name for one in table.columns if one.increments]
    told = ", ".join(table.key)
    rest = [name for name in table.key if name in counted]
    if not rest and characters <= INDEXED_CHARACTERS:
        table.uniques.append(table.key)
    instead = f"`{rest[0]}`" if rest else "an integer `id`, which is added,"
    schema.left_out.add(table.name, f"primary key ({told}); {instead} takes its place")
    table.key = rest[:1]


def _characters(table: Table, name: str) -> int:
    """How many characters a column takes in an index."""
    column = table.column(name)
    kind = column_type(column.type) if column else None
    if kind is None or kind.type not in {"str", "text"}:
        return 0
    return int(kind.options.get("max_length", 255))


def _can_be_key(table: Table, name: str) -> bool:
    column = table.column(name)
    if column is None or column.values or column.computed:
        return False
    kind = column_type(column.type).type
    return kind in KEY_TYPES or kind == "text"


def _reference(schema: Schema, table: Table, key: ForeignKey) -> None:
    place = f"{table.name}.{'+'.join(key.columns)}"
    objection = _objection(schema, table, key)
    if objection:
        schema.left_out.add(place, objection)
        return
    key.kept = True
    if key.options:
        schema.left_out.add(place, " ".join(key.options))
    if key.on_update not in HARMLESS:
        schema.left_out.add(place, f"ON UPDATE {key.on_update}")


def _objection(schema: Schema, table: Table, key: ForeignKey) -> str | None:
    """Why a foreign key can be no relationship; then it stays a plain column."""
    parent = schema.table(key.table)
    if parent is None:
        return f"foreign key to `{key.table[:60]}`, which is not here"
    if len(key.columns) != 1 or len(parent.key) > 1:
        return f"composite foreign key to {parent.name}"
    targets = [one.casefold() for one in key.targets or parent.key]
    if targets != [one.casefold() for one in parent.key]:
        return f"foreign key to {parent.name}.{key.targets[0]}, which is not its key"
    if any(one.kept and one.columns == key.columns for one in table.foreign_keys):
        return f"second foreign key of the column, to {parent.name}"
    return None
