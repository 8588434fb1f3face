"""What the generated tests of the tables compare with the database."""

from collections.abc import Iterator

from mcp_server.scaffold.constraints.tablearguments import check_name, database_names
from mcp_server.scaffold.plan.resources import Plan, Resource
from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification import mixins
from mcp_server.scaffold.specification.relations import Relation


def listed(plan: Plan) -> dict[str, list[str]]:
    """Names of constants, and their rows as source."""
    found = {
        "INDEXES": _indexes,
        "LIVE": _live,
        "REFERENCES": _references,
        "KEYS": _keys,
        "COMPUTED": _computed,
        "CHECKS": _checks,
        "CHOICES": _choices,
    }
    rows = {
        name: [row for one in plan.resources for row in read(one)]
        for name, read in found.items()
    }
    for link in plan.links:
        rows["INDEXES"].append(_row(link.link_table, [_ends(link)[1]], False))
        rows["REFERENCES"] += _of_link(link)
    return rows


def any_lists(plan: Plan) -> bool:
    """Whether any row has a list of others."""
    children = [one for resource in plan.resources for one in resource.children]
    return bool(plan.links) or not all(one.one_to_one for one in children)


def _row(table: str, *values: object) -> str:
    return f"({', '.join(map(literals.literal, (table, *values)))})"


def _indexes(resource: Resource) -> Iterator[str]:
    """Columns, and whether no two rows have the same values in them."""
    table = resource.entity.table_name
    columns = database_names(resource.entity, resource.parents)
    for names, unique in [*_looked_up(resource), *_referring(resource)]:
        yield _row(table, [columns[name] for name in names], unique)
    if "timestamps" in resource.entity.mixins:
        for name in mixins.COLUMNS["timestamps"]:
            yield _row(table, [name], False)


def _looked_up(resource: Resource) -> Iterator[tuple[list[str], bool]]:
    """What the specification says; the key is indexed anyway."""
    entity = resource.entity
    for field in entity.fields:
        if (field.unique or field.index) and entity.natural != [field.name]:
            yield [field.name], field.unique
    for index in entity.indexes:
        yield index.fields, index.unique


def _referring(resource: Resource) -> Iterator[tuple[list[str], bool]]:
    """Foreign keys, unless they are the key or its beginning."""
    key = resource.entity.natural
    for parent in resource.parents:
        name = [parent.reverse]
        if key != name and (parent.one_to_one or key[:1] != name):
            yield name, parent.one_to_one


def _live(resource: Resource) -> Iterator[str]:
    """What only rows that are not deleted must have for themselves."""
    if "soft-delete" not in resource.entity.mixins:
        return
    columns = database_names(resource.entity, resource.parents)
    for names, unique in [*_looked_up(resource), *_referring(resource)]:
        if unique:
            written = [columns[name] for name in names]
            yield _row(resource.entity.table_name, written)


def _references(resource: Resource) -> Iterator[str]:
    for one in resource.parents:
        column = one.database_column or one.column
        yield _row(resource.entity.table_name, column, _rule(one))


def _of_link(link: Relation) -> Iterator[str]:
    source, target = _ends(link)
    yield _row(link.link_table, source, "CASCADE")
    yield _row(link.link_table, target, _rule(link))


def _rule(relation: Relation) -> str:
    return relation.on_delete.replace("-", " ").upper()


def _ends(link: Relation) -> tuple[str, str]:
    """The columns of a link table."""
    source = link.database_column or link.source_column
    return source, link.other_column or link.target_column


def _keys(resource: Resource) -> Iterator[str]:
    columns = [part.column for part in resource.key]
    if columns != ["id"]:
        yield _row(resource.entity.table_name, columns)


def _computed(resource: Resource) -> Iterator[str]:
    for field in resource.entity.fields:
        if field.server_default:
            yield _row(resource.entity.table_name, field.column_name)


def _checks(resource: Resource) -> Iterator[str]:
    for check in resource.entity.checks:
        name = check_name(resource.entity, check.name)
        yield _row(resource.entity.table_name, name)


def _choices(resource: Resource) -> Iterator[str]:
    for field in resource.entity.fields:
        if field.type == "enum":
            names = resource.entity.table_name, field.column_name
            yield _row(*names, field.values)
