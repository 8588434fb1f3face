"""Circles of foreign keys that are NOT NULL: one of them gives way."""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from mcp_server.scaffold.readers.tables.schema import Notes
from mcp_server.scaffold.specification import names

Data = dict[str, Any]
TOLD = "NOT NULL; with it no row of {} could be the first"


def open_circles(
    relationships: Sequence[Data], tables: Mapping[str, str], left_out: Notes
) -> None:
    """Let a foreign key of every circle be NULL, so that one row can be the first.

    Args:
        relationships: of a specification; changed in place.
        tables: the table of each entity.
        left_out: where it is told.
    """
    keys = [one for one in relationships if one["kind"] != "many-to-many"]
    for one in keys:
        if one["source"] == one["target"] and _required(one):
            _open(one, tables, left_out, [one["source"]])
    while around := _circle(keys):
        inside = [one for one in keys if _required(one) and _is_in(one, around)]
        _open(min(inside, key=_weight), tables, left_out, around)


def _open(
    one: Data, tables: Mapping[str, str], left_out: Notes, around: Sequence[str]
) -> None:
    one["required"] = False
    # Without a rule it would be emptied now, which the source does not say.
    one.setdefault("on_delete", "restrict")
    told = " and ".join(sorted({tables[name] for name in around}))
    column = one.get("column") or f"{one['reverse']}_id"
    left_out.add(f"{tables[one['target']]}.{column}", TOLD.format(told))


def _required(one: Data) -> bool:
    return bool(one.get("required", True))


def _is_in(one: Data, around: Sequence[str]) -> bool:
    return one["source"] in around and one["target"] in around


def _weight(one: Data) -> tuple[bool, bool, bool]:
    """Which key gives way first: one that says a role, such as `manager_staff_id`."""
    belongs = one["reverse"] == names.snake_case(one["source"])
    return belongs, one["kind"] != "one-to-one", one.get("on_delete") == "cascade"


def _circle(keys: Sequence[Data]) -> list[str]:
    """The entities around a circle of keys that are all NOT NULL, or none."""
    graph: TopologicalSorter[str] = TopologicalSorter()
    for one in keys:
        if _required(one) and one["source"] != one["target"]:
            graph.add(one["target"], one["source"])
    try:
        graph.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
