"""The variables of the templates."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from mcp_server.scaffold.cases import schema as schemacases
from mcp_server.scaffold.cases.lists import list_cases
from mcp_server.scaffold.cases.resources import cases
from mcp_server.scaffold.constraints.conditions import computes
from mcp_server.scaffold.plan import mode, project
from mcp_server.scaffold.plan.columns import column_options, enum_name, foreign_key_to
from mcp_server.scaffold.plan.filters import filters
from mcp_server.scaffold.plan.resources import Plan, Resource
from mcp_server.scaffold.plan.sorting import sorted_by
from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification import mixins
from mcp_server.scaffold.specification.defaults import is_computed
from mcp_server.scaffold.specification.entities import (
    ENDPOINTS,
    Endpoint,
    Entity,
    Mixin,
    OnDelete,
    Pagination,
)
from mcp_server.scaffold.specification.relations import Relation
from mcp_server.scaffold.wording import keys as keywording
from mcp_server.scaffold.wording import links as linkwording
from mcp_server.scaffold.wording.diagram import draw
from mcp_server.scaffold.wording.filters import path, words


def for_project(plan: Plan) -> dict[str, Any]:
    """What every template may use."""
    resources = plan.resources
    return {
        "plan": plan,
        "diagram": draw(plan),
        "modules": sorted(one.entity.plural_name for one in resources),
        "uses": partial(_uses, _traits(resources)),
        "cases": {one.entity.name: cases(one) for one in resources},
        "can": _can,
        "live": mixins.LIVE,
        "mixed": partial(_mixed, resources),
        "hiding": {rule for one in resources for rule in _done_when_hidden(one)},
        "mixins": {one.entity.name: mixins.classes(one.entity) for one in resources},
        "renamed": _renamed(resources),
        "listed": schemacases.listed(plan),
        "any_related_lists": schemacases.any_lists(plan),
        "schema_models": _schema_models(resources),
        "link_column": _link_column,
        **_occurring(resources),
        **_lists(plan),
        **mode.words(plan.spec.options),
        **project.words(plan.spec),
        **keywording.functions(resources, plan.spec.options.prefix),
    }


def _occurring(resources: Sequence[Resource]) -> dict[str, bool]:
    """What occurs anywhere in the project, so that it has to be prepared for."""
    entities = [one.entity for one in resources]
    whole = [one.entity for one in resources if not one.link]
    return {
        "any_parents": any(one.references for one in resources),
        "any_arithmetic": any(map(_computes, resources)),
        "any_nulls": any(one.keeps_nulls for one in resources),
        "any_trees": any(one.trees and _can(one.entity, "update") for one in resources),
        "any_loaded": any(one.loaded for one in resources),
        "any_checks": any(one.checks for one in entities),
        "any_partial": not all(_can(one, *ENDPOINTS) for one in whole),
        "any_unmade": not all(_can(one, "create") for one in entities),
        "any_hidden_parents": any(map(_has_hidden_parents, resources)),
    }


def _lists(plan: Plan) -> dict[str, Any]:
    """How the lists of each entity are paged, sorted and filtered."""
    paged = partial(_pagination, plan.spec.options.pagination)
    of = {one.entity.name: one for one in plan.resources}
    listed = [one.entity for one in plan.resources if _can(one.entity, "list")]
    links = {"offset" for one in plan.resources if one.link}
    return {
        "pagination": paged,
        "paginations": links.union(map(paged, listed)),
        "sorted_by": {n: sorted_by(one, paged(one.entity)) for n, one in of.items()},
        "filters": {name: filters(one) for name, one in of.items()},
        "parameter": {name: _parameters(one) for name, one in of.items()},
    }


def for_resource(resource: Resource, otherwise: Pagination) -> dict[str, Any]:
    """What the templates of one resource may use besides."""
    entity = resource.entity
    return {
        "resource": resource,
        "entity": entity,
        "name": entity.name,
        "snake": entity.snake,
        "plural": entity.plural_name,
        "words": words(entity.plural_name),
        "thing": words(entity.snake),
        "route": path(entity).removesuffix("/"),
        **keywording.parameters(resource),
        "tried": cases(resource),
        "never_sent": [literals.text(one) for one in mixins.never_sent(entity)],
        "tried_in_lists": list_cases(resource, entity.pagination or otherwise),
        "conflicts": _conflicts(resource),
        "router_models": _router_models(resource),
        "factories": _factories(resource),
        **(linkwording.of_a_link(resource, resource.link) if resource.link else {}),
    }


def _traits(resources: Sequence[Resource]) -> set[object]:
    """The field types, the types of keys and the computed defaults of a project."""
    fields = [field for one in resources for field in one.entity.fields]
    computed = {field.default for field in fields if is_computed(field)}
    types = {part.parameter for one in resources for part in one.key}
    types |= {f"{one.entity.key} key" for one in resources if not one.entity.natural}
    random = [field.default for field in fields if field.server_default]
    types |= {filter.type for one in resources for filter in filters(one)}
    types |= {"now"} if _mixed(resources, "soft-delete") else set()
    types |= {"now", "datetime"} if _mixed(resources, "timestamps") else set()
    types |= {"random id"} if "random" in random else set()
    return {*computed, *types, *(field.type for field in fields)}


def _can(entity: Entity, *endpoints: Endpoint) -> bool:
    """Whether an entity has all of these endpoints."""
    return set(endpoints) <= set(entity.endpoints)


def _mixed(resources: Sequence[Resource], mixin: Mixin | None = None) -> bool:
    """Whether any entity has this mixin, or any at all."""
    every = {one for resource in resources for one in resource.entity.mixins}
    return mixin in every if mixin else bool(every)


def _done_when_hidden(resource: Resource) -> Iterator[OnDelete]:
    """What is done to the rows that refer to one which is hidden."""
    if _hides(resource.entity):
        yield from (relation.on_delete for relation in resource.children)
        # Rows of a plain link stay where they are, whatever else is the rule.
        rules = [relation.on_delete for relation in resource.linked]
        yield from (rule for rule in rules if rule == "restrict")


def _has_hidden_parents(resource: Resource) -> bool:
    """Whether both a row and what it refers to can be hidden."""
    parents = (relation.source for relation in resource.parents)
    return _hides(resource.entity) and any(map(_hides, parents))


def _hides(entity: Entity) -> bool:
    return "soft-delete" in entity.mixins


def _pagination(otherwise: Pagination, entity: Entity) -> Pagination:
    return entity.pagination or otherwise


def _renamed(resources: Sequence[Resource]) -> list[tuple[str, str, str]]:
    """Table and column of each field that has another name than its column."""
    return [
        (
            literals.text(one.entity.table_name),
            literals.text(column),
            literals.text(name),
        )
        for one in resources
        for name, column in _named(one)
        if column != name
    ]


def _named(resource: Resource) -> Iterator[tuple[str, str]]:
    """Fields, foreign keys among them, and their columns."""
    for field in resource.entity.fields:
        yield field.name, field.column_name
    for parent in resource.parents:
        yield parent.column, parent.database_column or parent.column


def _uses(traits: set[object], *wanted: str) -> bool:
    return not traits.isdisjoint(wanted)


def _parameters(resource: Resource) -> dict[str, str]:
    return {one.attribute: one.parameter for one in filters(resource)}


def _computes(resource: Resource) -> bool:
    return any(computes(check.condition) for check in resource.entity.checks)


def _conflicts(resource: Resource) -> set[Endpoint]:
    """The endpoints that can be answered with 409."""
    entity = resource.entity
    of_its_own = any(field.unique for field in entity.fields) or bool(entity.natural)
    unique = of_its_own or any(index.unique for index in entity.indexes)
    pointing = [*resource.children, *resource.linked]
    found: set[Endpoint] = set()
    if unique or resource.parents:
        found |= {"create", "update"}
    if "version" in entity.mixins:
        found |= {"update"}
    if any(relation.on_delete == "restrict" for relation in pointing):
        found |= {"delete"}
    return found


def _link_column(relation: Relation, *, to_source: bool) -> str:
    """The line of a link table that refers to one of its two sides."""
    if to_source:
        name, entity, key = relation.source_column, relation.source, relation.source_key
        stored, rule = relation.database_column, "CASCADE"
    else:
        name, entity, key = relation.target_column, relation.target, relation.target_key
        stored, rule = relation.other_column, relation.on_delete.upper()
    arguments = [*key[0].limits, foreign_key_to(entity, key[0].column)]
    arguments += [f'ondelete="{rule}"', "primary_key=True"]
    # The first column of a key is indexed by it.
    arguments += [*([] if to_source else ["index=True"]), *key[0].storage]
    arguments += column_options({"name": literals.text(stored)}) if stored else []
    return f"{name}: {key[0].annotation} = Field({', '.join(arguments)})"


def _router_models(resource: Resource) -> list[str]:
    names = {resource.entity.name}
    names |= {relation.source.name for relation in resource.parents}
    for link in resource.links:
        names |= {link.target.name, link.link_class}
    return sorted(names)


def _factories(resource: Resource) -> list[str]:
    targets = [relation.target for relation in resource.children + resource.links]
    targets += [one.source for one in resource.parents if one.afterwards]
    targets += [one.source for one in resource.parents if resource.link]
    made = {entity.snake for entity in (resource.entity, *targets)}
    own = resource.entity.snake
    apart = [f"parents_of_{own}"] if resource.shared else []
    return [f"new_{name}" for name in sorted(made)] + [*apart, f"valid_{own}"]


def _schema_models(resources: Sequence[Resource]) -> list[str]:
    enums = [
        enum_name(one.entity, field)
        for one in resources
        for field in one.entity.fields
        if field.type == "enum"
    ]
    return [f"{one.entity.name}Base" for one in resources] + enums
