"""Whether entities and relationships fit together; one sentence if not."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mcp_server.scaffold.consistency import checks as checkrules
from mcp_server.scaffold.consistency import endpoints as endpointrules
from mcp_server.scaffold.consistency import indexes as indexrules
from mcp_server.scaffold.consistency import keys as keyrules
from mcp_server.scaffold.consistency import relationships as relationrules
from mcp_server.scaffold.specification import associations, mixins, names, options
from mcp_server.scaffold.specification.entities import Entity, Field, Relationship
from mcp_server.scaffold.specification.relations import Relation, resolve

# The enum's class name must leave room for its longest line.
ENUM_NAME = 36
# Two names and an underscore fit in an identifier of PostgreSQL, 63 characters.
LONGEST = 30


def first_objection(
    entities: Sequence[Entity], relationships: Sequence[Relationship]
) -> str | None:
    """The first thing that contradicts itself, and what to send instead."""
    found = next(_entities(entities), None)
    if found:
        return found
    known = {entity.name: entity for entity in entities}
    found = next(_ends(relationships, known), None) or next(
        relationrules.objections(relationships, known), None
    )
    if found:
        return found
    return _linked_objection(*associations.expand(entities, relationships))


def _linked_objection(
    entities: Sequence[Entity], relationships: Sequence[Relationship]
) -> str | None:
    """The first contradiction once links with data are entities of their own."""
    known = {entity.name: entity for entity in entities}
    found = next(_entities(entities), None)
    if found:
        return found
    relations = [resolve(relationship, known) for relationship in relationships]
    return next(_together(entities, relations), None)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A half sentence with the closest known name, or nothing."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" (did you mean `{close[0]}`?)" if close else ""


def _entities(entities: Sequence[Entity]) -> Iterator[str]:
    for entity in entities:
        yield from (f"Entity `{entity.name}`: {said}." for said in _name(entity))
        for field in entity.fields:
            place = f"Field `{entity.name}.{field.name}`"
            yield from (f"{place}: {said}." for said in options.objections(field))
            yield from (f"{place}: {said}." for said in _enum_name(entity, field))
        double = _double(field.name for field in entity.fields)
        if double:
            yield f"Entity `{entity.name}`: two fields are called `{double}`; drop one."
    yield from _same_names(entities)
    yield from endpointrules.among(entities)


def _name(entity: Entity) -> Iterator[str]:
    if not names.is_class(entity.name):
        better = names.camel_case(entity.name) or "Post"
        yield f"the name is no class name; send PascalCase such as `{better}`"
    elif entity.name in names.TAKEN_CLASSES:
        yield f"the name is taken by Python or SQLModel; send `{entity.name}Record`"
    elif entity.plural_name in names.TAKEN_MODULES or not names.is_identifier(
        entity.plural_name
    ):
        yield (
            f"the plural `{entity.plural_name}` is no free module name; send "
            f"`plural` in snake_case such as `{entity.snake}_rows`"
        )
    yield from _lengths(entity)
    yield from keyrules.named(entity)
    yield from endpointrules.objections(entity)
    if not names.is_one_line(entity.description):
        yield "`description` has control characters; send one line of plain text"


def _lengths(entity: Entity) -> Iterator[str]:
    if len(entity.snake) > LONGEST:
        yield f"`{entity.snake}` is too long; send a name of at most {LONGEST} letters"
    elif len(entity.plural_name) > LONGEST + 2:
        yield f"the plural `{entity.plural_name}` is too long; send a shorter `plural`"


def _enum_name(entity: Entity, field: Field) -> Iterator[str]:
    length = len(entity.name) + len(field.name)
    if field.type == "enum" and length > ENUM_NAME:
        yield (
            f"the enum's class is named after entity and field, which have {length} "
            f"characters together; send names of at most {ENUM_NAME}"
        )


def _same_names(entities: Sequence[Entity]) -> Iterator[str]:
    for what, values in (
        ("name", [entity.name for entity in entities]),
        ("variable name", [entity.snake for entity in entities]),
        ("plural", [entity.plural_name for entity in entities]),
    ):
        double = _double(values)
        if double:
            yield f"Two entities have the {what} `{double}`; rename one of them."


def _double(values: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


def _ends(
    relationships: Sequence[Relationship], known: Mapping[str, Entity]
) -> Iterator[str]:
    for position, relationship in enumerate(relationships):
        for end in (relationship.source, relationship.target):
            if end not in known:
                yield (
                    f"relationships[{position}]: there is no entity `{end[:40]}`"
                    f"{did_you_mean(end, known)}; send one of {', '.join(known)}."
                )


def _together(
    entities: Sequence[Entity], relations: Sequence[Relation]
) -> Iterator[str]:
    for relation in relations:
        place = f"Relationship {relation.source.name} to {relation.target.name}"
        yield from (
            f"{place}: {said}." for said in relationrules.resolved_objections(relation)
        )
        yield from (f"{place}: {said}." for said in keyrules.references(relation))
        yield from (f"{place}: {said}." for said in endpointrules.hides(relation))
    for entity in entities:
        yield from _emptiness(entity, relations)
        yield from _attributes(entity, relations)
        yield from _columns(entity, relations)
        place = f"Entity `{entity.name}`"
        yield from (f"{place}: {s}." for s in keyrules.objections(entity, relations))
        yield from (f"{place}: {s}." for s in indexrules.objections(entity, relations))
        yield from (f"{place}: {said}." for said in checkrules.objections(entity))
    yield from _classes(entities, relations)
    yield from _tables(entities, relations)
    yield from relationrules.circle(relations)


def _emptiness(entity: Entity, relations: Sequence[Relation]) -> Iterator[str]:
    leads_on = any(one.target == entity and not one.many_to_many for one in relations)
    if not entity.fields and not leads_on:
        yield (
            f"Entity `{entity.name}`: it has no `fields`, and no relationship leads "
            "from it to one row; send at least one of either."
        )


def _attributes(entity: Entity, relations: Sequence[Relation]) -> Iterator[str]:
    taken = {field.name: "a field" for field in entity.fields}
    taken |= dict.fromkeys(mixins.columns(entity), "a mixin")
    for relation in relations:
        for option, name in _added(entity, relation):
            if name in taken:
                yield (
                    f"Relationship {relation.source.name} to {relation.target.name}: "
                    f"it adds `{name}` to {entity.name}, which {taken[name]} has "
                    f"already; {_instead(option, name, taken[name])}."
                )
            taken[name] = "another relationship"


def _instead(option: str, name: str, taken_by: str) -> str:
    if taken_by == "a field" and name.endswith("_id"):
        return f"leave the field out, or send another `{option}`"
    return f"send another `{option}`"


def _columns(entity: Entity, relations: Sequence[Relation]) -> Iterator[str]:
    columns = [] if entity.natural else [entity.key_column or "id"]
    columns += [field.column_name for field in entity.fields]
    columns += mixins.columns(entity)
    for relation in relations:
        if relation.target == entity and not relation.many_to_many:
            columns.append(relation.database_column or relation.column)
    # SQLite does not tell capitals from small letters.
    double = _double(column.casefold() for column in columns)
    if double:
        yield (
            f"Entity `{entity.name}`: two columns would be named `{double}` in the "
            "database; send another `column`."
        )


def _added(entity: Entity, relation: Relation) -> Iterator[tuple[str, str]]:
    """The option and the attribute that a relationship adds to an entity."""
    if relation.source == entity:
        yield "name", relation.attribute
    if relation.target == entity:
        yield "reverse", relation.reverse
        if not relation.many_to_many:
            yield "reverse", relation.column


def _classes(
    entities: Sequence[Entity], relations: Sequence[Relation]
) -> Iterator[str]:
    suffixes = ("", "Base", "Create", "Update", "Public", "PublicWithRelated")
    asked = ("Query", "Order", "Position")
    made = [entity.name + suffix for entity in entities for suffix in suffixes + asked]
    for entity in entities:
        enums = [field for field in entity.fields if field.type == "enum"]
        made += [entity.name + names.camel_case(field.name) for field in enums]
    made += [relation.link_class for relation in relations if relation.many_to_many]
    double = _double(made)
    if double:
        yield f"Two classes would be named `{double}`; rename an entity or a field."
    for name in sorted(names.TAKEN_CLASSES.intersection(made)):
        yield f"A class would be named `{name}`, which is taken; rename the enum field."


def _tables(entities: Sequence[Entity], relations: Sequence[Relation]) -> Iterator[str]:
    tables = [entity.table_name.casefold() for entity in entities]
    tables += [relation.link_table for relation in relations if relation.many_to_many]
    double = _double(tables)
    if double:
        yield (
            f"Two tables would be named `{double}`; send another `name` for the "
            "many-to-many relationship, or another `table`."
        )
