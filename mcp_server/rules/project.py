"""The files that are checked together: what one defines, the others know."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from mcp_server.rules.models import Model, members, table_argument
from mcp_server.rules.module import Module
from mcp_server.rules.names import canonical
from mcp_server.rules.remembered import remembered

BASE = "sqlmodel.SQLModel"
FOREIGN = sys.stdlib_module_names | {
    *("aiosqlite", "alembic", "anyio", "asyncpg", "fastapi", "httpx", "psycopg"),
    *("pydantic", "pydantic_settings", "pytest", "requests", "sqlalchemy", "sqlmodel"),
    *("starlette", "typing_extensions", "urllib3"),
}
"""A folder of the project may have such a name; an import does not mean it."""
MOST_STEPS = 10
"""Of a name through modules that only hand it on."""


class Project:
    """Parsed files, and the models in all of them."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self.modules: Mapping[str, Module] = {one.name: one for one in modules}
        self._by_last: dict[str, list[Module]] = defaultdict(list)
        self._found: dict[str, Module | None] = {}
        self.memory: dict[object, Any] = {}
        for name, module in self.modules.items():
            module.project = self
            self._by_last[name.rpartition(".")[2]].append(module)

    def find(self, name: str) -> Module | None:
        """The module of a dotted name, also if only its end is known."""
        if name not in self._found:
            is_foreign = name.partition(".")[0] in FOREIGN
            last = name.rpartition(".")[2]
            alike = [] if is_foreign else self._by_last.get(last, [])
            ends = [one for one in alike if _ends(one.name, name)]
            only = ends[0] if len(ends) == 1 else None
            self._found[name] = self.modules.get(name, only)
        return self._found[name]

    @remembered
    def origin(self, name: str) -> str:
        """Where a name is defined, if a file of ours only hands it on."""
        for _ in range(MOST_STEPS):
            holder, _, last = name.rpartition(".")
            module = self.find(holder) if holder else None
            if module is None:
                break
            if last in module.definitions or last not in module.imports.names:
                return f"{module.name}.{last}"
            name = module.imports.names[last]
        return name

    def starred(self, module: Module, name: str) -> str | None:
        """What a name means that only `from x import *` can have brought."""
        for star in module.imports.stars:
            found = self.find(star)
            if found and (name in found.definitions or name in found.imports.names):
                return self.origin(f"{found.name}.{name}")
            if star == "sqlmodel":
                return canonical(f"sqlmodel.{name}")
        return None

    def definition(self, name: str | None) -> tuple[Module, ast.AST] | None:
        """The file and the node that define a qualified name."""
        holder, _, last = (name or "").rpartition(".")
        module = self.find(holder) if holder else None
        if module and last in module.definitions:
            return module, module.definitions[last]
        return None

    @cached_property
    def models(self) -> dict[str, Model]:
        """SQLModel classes by qualified name."""
        found: dict[str, Model | None] = {}
        for module in self.modules.values():
            for node in module.classes:
                self._model(module, node, found)
        return {name: model for name, model in found.items() if model}

    def _model(
        self, module: Module, node: ast.ClassDef, found: dict[str, Model | None]
    ) -> Model | None:
        name = f"{module.name}.{node.name}"
        if name in found:
            return found[name]
        found[name] = None  # a class cannot be its own parent
        parents, is_model = [], False
        for base in node.bases:
            inherited = module.qualified(base)
            is_model |= inherited == BASE
            defined = self.definition(inherited)
            if defined and isinstance(defined[1], ast.ClassDef):
                parent = self._model(defined[0], defined[1], found)
                if parent:
                    parents.append(parent)
        if is_model or parents:
            found[name] = Model(
                name=node.name,
                node=node,
                module=module,
                is_table=table_argument(node),
                own={one.name: one for one in members(module, node)},
                parents=parents,
            )
        return found[name]

    @cached_property
    def models_of(self) -> dict[str, list[Model]]:
        """The models that each module defines, by its name."""
        found: dict[str, list[Model]] = defaultdict(list)
        for one in self.models.values():
            found[one.module.name].append(one)
        return found

    @cached_property
    def tables_named(self) -> dict[str, list[Model]]:
        """All table models of a class name."""
        found: dict[str, list[Model]] = defaultdict(list)
        for one in self.models.values():
            if one.is_table:
                found[one.name].append(one)
        return found

    @cached_property
    def tables(self) -> dict[str, Model]:
        """Table models by the name of the class."""
        return {one.name: one for one in self.models.values() if one.is_table}


def _ends(known: str, name: str) -> bool:
    """The file is known by a longer path than the import has, or by a shorter one."""
    return known.endswith(f".{name}") or name.endswith(f".{known}")
