"""The specification worked out: what the templates are filled with."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from mcp_server.results import Value
from mcp_server.scaffold.constraints import satisfying, tablearguments, uniqueness
from mcp_server.scaffold.plan import attributes, columns
from mcp_server.scaffold.plan.columns import Column
from mcp_server.scaffold.plan.keys import key_line, key_parts
from mcp_server.scaffold.python import literals
from mcp_server.scaffold.spec import ProjectSpec
from mcp_server.scaffold.specification import associations, mixins, names, order
from mcp_server.scaffold.specification.entities import Entity, Field, Relationship
from mcp_server.scaffold.specification.keypart import KeyPart
from mcp_server.scaffold.specification.relations import Relation, resolve
from mcp_server.scaffold.values.samples import Sample

# Rows in the generated test that compares the statements of two page sizes.
MOST_ROWS = 4


class EnumClass(Value):
    """An enum of the generated models."""

    name: str
    description: str
    members: list[tuple[str, str]]
    """Member name, and value as source text."""


class Resource(Value):
    """One entity with everything its modules need."""

    entity: Entity
    key: list[KeyPart]
    parents: list[Relation]
    """One-to-many relations in which it is the target."""
    children: list[Relation]
    """One-to-many relations in which it is the source."""
    links: list[Relation]
    """Many-to-many relations in which it is the source."""
    linked: list[Relation]
    """Many-to-many relations in which it is the target."""
    samples: dict[str, Sample]
    """A value for each field; together they satisfy every check."""
    rows: int
    """How many rows a test can make before unique values run out, at most 4."""
    pairs: int
    """How many rows a test can make and refer to others afterwards, at most 4."""
    link: Relation | None
    """The many-to-many relation whose link it is; paths name its key."""

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the key in its order, then fields, then foreign keys."""
        own = [columns.column(self.entity, field) for field in self.entity.fields]
        in_path = self.link is not None
        every = own + [columns.foreign_key(one, in_path) for one in self.parents]
        order = [part.attribute for part in self.key]
        key = [one for one in every if one.is_key]
        key.sort(key=lambda one: order.index(one.name))
        return key + [one for one in every if not one.is_key]

    @property
    def in_base(self) -> list[str]:
        """The lines of what requests, responses and the table share."""
        return [one.stored for one in self.columns if one.shared]

    @property
    def in_table(self) -> list[str]:
        """The lines of the key and of what not every class has."""
        key = key_line(self.entity)
        own = [one.stored for one in self.columns if not one.shared]
        return [*([key] if key else []), *own]

    @property
    def in_request(self) -> list[str]:
        """The lines that only the model of a new row has."""
        return [one.sent for one in self.columns if one.secret and not one.read_only]

    @property
    def in_update(self) -> list[str]:
        """The lines of what a request can change."""
        version = mixins.in_update(self.entity)
        return version + [
            one.changed for one in self.columns if not (one.is_key or one.read_only)
        ]

    @property
    def in_response(self) -> list[str]:
        """The lines that only responses have."""
        shown = [one for one in self.columns if one.read_only and not one.secret]
        return [one.shown for one in shown] + mixins.in_response(self.entity)

    @property
    def table_arguments(self) -> list[str]:
        """The constraints and indexes over several columns."""
        return tablearguments.table_arguments(self.entity, self.parents)

    @property
    def attributes(self) -> list[str]:
        """The relationship lines of the table."""
        return [
            *map(attributes.parent, self.parents),
            *map(attributes.children, self.children),
            *(attributes.linked(link, from_source=True) for link in self.links),
            *(attributes.linked(link, from_source=False) for link in self.linked),
        ]

    @property
    def shared(self) -> list[Relation]:
        """The parents of which one will do for many rows of a test."""
        unique = [one.fields for one in self.entity.indexes if one.unique]
        alone = {*self.entity.natural, *itertools.chain.from_iterable(unique)}
        return [
            one
            for one in self.parents
            if not (one.afterwards or one.one_to_one or one.reverse in alone)
        ]

    @property
    def references(self) -> list[Relation]:
        """The relations whose foreign key requests send."""
        return [] if self.link else self.parents

    @property
    def keeps_nulls(self) -> bool:
        """Whether a request can send null for what has a default."""
        return any(
            not (one.required or one.read_only or one.default is None)
            for one in self.entity.fields
        )

    @property
    def trees(self) -> list[Relation]:
        """The relations by which a row could become its own ancestor."""
        return [relation for relation in self.parents if relation.to_itself]

    @property
    def embedded(self) -> list[Relation]:
        """Relations whose list is part of the responses."""
        return [relation for relation in self.children + self.links if relation.embed]

    @property
    def loaded(self) -> list[str]:
        """Attributes that every response carries, so every query loads."""
        one = [relation.reverse for relation in self.parents]
        return one + [relation.attribute for relation in self.embedded]

    @property
    def public(self) -> str:
        """The class of the responses."""
        return f"{self.entity.name}Public{'WithRelated' if self.loaded else ''}"


class Plan(Value):
    """The whole project, parents before their children."""

    spec: ProjectSpec
    enums: list[EnumClass]
    links: list[Relation]
    resources: list[Resource]


def plan(spec: ProjectSpec) -> Plan:
    """Work a specification out."""
    entities, relationships = associations.expand(spec.entities, spec.relationships)
    relations = _relations(entities, relationships)
    ordered = order.ordered(entities, relations)
    data = associations.links_with_data(
        spec.relationships, {entity.name: entity for entity in entities}
    )
    made: dict[str, Counter[str]] = {}
    for entity in ordered:
        made[entity.name] = _made(entity, relations, made)
    return Plan(
        spec=spec,
        enums=[_enum(entity, field) for entity, field in _enum_fields(ordered)],
        links=[relation for relation in relations if relation.many_to_many],
        resources=[
            _resource(
                entity,
                relations,
                rows=_rows(ordered, made[entity.name]),
                pairs=_pairs(entity, relations, ordered, made),
                link=data.get(entity.name),
            )
            for entity in ordered
        ],
    )


def _relations(
    entities: Sequence[Entity], relationships: Sequence[Relationship]
) -> list[Relation]:
    known = {entity.name: entity for entity in entities}
    resolved = order.deferred([resolve(one, known) for one in relationships])
    pairs = Counter(_pair(relation) for relation in resolved)
    return [
        relation.model_copy(
            update={
                "one_of_several": pairs[_pair(relation)] > 1,
                "source_key": tuple(key_parts(relation.source, resolved)),
                "target_key": tuple(key_parts(relation.target, resolved)),
            }
        )
        for relation in resolved
    ]


def _pair(relation: Relation) -> tuple[frozenset[str], bool]:
    ends = frozenset([relation.source.name, relation.target.name])
    return ends, relation.many_to_many


def _made(
    entity: Entity, relations: Sequence[Relation], made: Mapping[str, Counter[str]]
) -> Counter[str]:
    """How many rows of each entity one new row takes: itself and its ancestors."""
    total = Counter([entity.name])
    for relation in relations:
        needed = not (relation.many_to_many or relation.afterwards)
        if relation.target == entity and needed:
            total.update(made[relation.source.name])
    return total


def _rows(entities: Sequence[Entity], made: Counter[str]) -> int:
    """How many rows can be made before unique values run out, at most 4."""
    room = [MOST_ROWS]
    for entity in entities:
        if made[entity.name]:
            room += [one // made[entity.name] for one in uniqueness.room(entity)]
    return min(room)


def _pairs(
    entity: Entity,
    relations: Sequence[Relation],
    entities: Sequence[Entity],
    made: Mapping[str, Counter[str]],
) -> int:
    """How many rows can be made together with one that each refers to afterwards."""
    sources = [
        relation.source.name
        for relation in relations
        if relation.target == entity and relation.afterwards
        if not relation.many_to_many
    ]
    together = [made[entity.name] + made[source] for source in sources]
    return min([MOST_ROWS, *(_rows(entities, one) for one in together)])


def _resource(
    entity: Entity,
    relations: Sequence[Relation],
    *,
    rows: int,
    pairs: int,
    link: Relation | None,
) -> Resource:
    from_here = [relation for relation in relations if relation.source == entity]
    to_here = [relation for relation in relations if relation.target == entity]
    return Resource(
        entity=entity,
        key=key_parts(entity, relations),
        parents=[relation for relation in to_here if not relation.many_to_many],
        children=[relation for relation in from_here if not relation.many_to_many],
        links=[relation for relation in from_here if relation.many_to_many],
        linked=[relation for relation in to_here if relation.many_to_many],
        samples=satisfying.samples_of(entity),
        rows=rows,
        pairs=pairs,
        link=link,
    )


def _enum_fields(entities: Sequence[Entity]) -> list[tuple[Entity, Field]]:
    return [
        (entity, field)
        for entity in entities
        for field in entity.fields
        if field.type == "enum"
    ]


def _enum(entity: Entity, field: Field) -> EnumClass:
    members = names.member_names(field.values)
    values = [literals.text(value) for value in field.values]
    return EnumClass(
        name=columns.enum_name(entity, field),
        description=f"Values of {entity.name}.{field.name}.",
        members=list(zip(members, values, strict=True)),
    )
