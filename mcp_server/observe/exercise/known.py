"""What is known to exist: rows that were seeded, and what the application answered."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Table

from mcp_server.observe.exercise import tables
from mcp_server.observe.exercise.operations import Operation, singular
from mcp_server.observe.exercise.seed import Seeded

Thing = dict[str, Any]


class Known:
    """Where values for identifiers come from."""

    def __init__(self) -> None:
        self._created: defaultdict[str, list[Thing]] = defaultdict(list)
        """By resource: what creating it was answered with, latest last."""
        self._rows: dict[str, list[Thing]] = {}
        """By resource: keys of rows in its table."""
        self._targets: dict[str, tuple[str, str]] = {}
        """By name of a foreign key's column: resource and column it points to."""

    def take(self, seeded: Seeded) -> None:
        """Remember the rows in the tables, and what their foreign keys point to."""
        for mapper in tables.mappers():
            table = mapper.local_table
            if not isinstance(table, Table) or table.name not in seeded.keys:
                continue
            rows = seeded.keys[table.name]
            for name in (str(table.name), mapper.class_.__name__):
                self._rows[singular(name)] = rows
            for constraint in tables.constraints(table):
                for element in constraint.elements:
                    target = (singular(element.column.table.name), element.column.name)
                    self._targets.setdefault(element.parent.name, target)

    def learn(self, resource: str, answer: Any) -> None:
        """Remember what was created."""
        if isinstance(answer, dict):
            self._created[resource].append(answer)

    def created(self, resource: str) -> Thing | None:
        """What was created last."""
        found = self._created.get(resource)
        return found[-1] if found else None

    def count(self, resource: str) -> int:
        """How many rows are known to be in the table of the resource."""
        return len(self._rows.get(resource, ()))

    def is_reference(self, field: str) -> bool:
        """The field of a body points to another row."""
        return field in self._targets or self.reference(field) is not None

    def reference(self, field: str) -> Any:
        """An existing value for a field that points to another row; None if unknown."""
        if field in self._targets:
            return self._of(*self._targets[field])
        if field.endswith("_id"):
            return self._of(field.removesuffix("_id"), "id")
        return None

    def path_value(self, one: Operation, name: str) -> Any:
        """An existing value for a parameter of a path; None if unknown."""
        resource = resource_before(one.path, name)
        column = name.removeprefix(f"{resource}_")
        for key in (name, column, "id"):
            found = self._of(resource, key)
            if found is not None:
                return found
        return self.reference(name)

    def _of(self, resource: str, key: str) -> Any:
        """A value of the latest created thing, else of the first row."""
        for thing in reversed(self._created.get(resource, [])):
            if thing.get(key) is not None:
                return thing[key]
        for row in self._rows.get(resource, ()):
            if row.get(key) is not None:
                return row[key]
        return None

    def first(self, one: Operation, name: str) -> Any:
        """As `path_value`, but of a row that was seeded."""
        resource = resource_before(one.path, name)
        for key in (name, name.removeprefix(f"{resource}_"), "id"):
            for row in self._rows.get(resource, ()):
                if row.get(key) is not None:
                    return row[key]
        return None


def resource_before(path: str, parameter: str) -> str:
    """`hero`, for `hero_id` in `/heroes/{hero_id}/powers`."""
    before = path.partition(f"{{{parameter}}}")[0]
    parts = [part for part in before.split("/") if part and "{" not in part]
    return singular(parts[-1]) if parts else ""
