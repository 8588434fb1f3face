"""Puts what a program lacks into its namespace, and says what that was."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from mcp_server.observe.fragment import imports
from mcp_server.observe.fragment.names import Undefined, undefined
from mcp_server.observe.fragment.stand_ins import MAKERS, StandIns
from mcp_server.observe.fragment.tests import names_app
from mcp_server.observe.fragment.uses import Uses

MOST_NAMES = 20


class Supplied:
    """The namespace of one program, and what was put into it for one of its files."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._imported: dict[str, tuple[str, str]] = {}
        self._made: dict[str, str] = {}
        self._values: dict[str, Any] = {}
        self._sessions: list[Any] = []
        self.missing: dict[str, int] = {}
        """Names that nobody defines, with the line of their first use."""
        self.bound: set[str] = set()
        """Names that the code binds itself, sooner or later."""
        self.typing_only: frozenset[str] = frozenset()

    def supply(self, tree: ast.Module, text: str) -> None:
        """Put what the code uses, and nothing defines, into the namespace."""
        lacking = undefined(tree, text)
        self.bound |= lacking.bound
        wanted = sorted((lacking.evaluated | lacking.perhaps) - lacking.typing_only)
        absent = [name for name in wanted if name not in self._namespace]
        self.typing_only |= lacking.typing_only
        if not absent and not lacking.typing_only:
            return
        uses = Uses(tree)
        self._make([name for name in MAKERS if name in absent], uses, tree)
        for name in absent:
            if name not in self._values:
                self._import(name, uses, lacking)
        for name in sorted(lacking.typing_only):
            self.missing.setdefault(name, uses.of(name).line)

    def _make(self, names: list[str], uses: Uses, tree: ast.Module) -> None:
        if "client" in names and not self._has_application(names, tree):
            names.remove("client")
        stand_ins = StandIns(self._namespace, uses)
        for name in names:
            value, text = stand_ins.make(name)
            # An `app` with `@app.command` is none of ours.
            if all(hasattr(value, one) for one in uses.of(name).attributes):
                self._made[name] = text
                self._put(name, value)
        self._sessions += stand_ins.sessions

    def _has_application(self, names: list[str], tree: ast.Module) -> bool:
        """There is an application that a client could call."""
        return "app" in names or "app" in self._namespace or names_app(tree)

    def values(self, names: set[str], tree: ast.Module) -> dict[str, Any]:
        """Values for parameters that nothing else fills in, by name."""
        uses, made = Uses(tree), {}
        stand_ins = StandIns(self._namespace, uses)
        if "client" in names and not self._has_application([], tree):
            names = names - {"client"}
        for name in MAKERS:
            if name in names:
                made[name], self._made[name] = stand_ins.make(name)
                self._values[name] = None
        self._sessions += stand_ins.sessions
        return made

    def _import(self, name: str, uses: Uses, lacking: Undefined) -> None:
        source = imports.origin(name, uses)
        if source:
            self._imported[name] = source
            self._put(name, imports.value(source))
        elif name in lacking.evaluated:
            self.missing.setdefault(name, uses.of(name).line)

    def _put(self, name: str, value: Any) -> None:
        self._namespace[name] = self._values[name] = value

    @property
    def anything(self) -> bool:
        """Something was supplied: the code is an excerpt and no whole program."""
        return bool(self._imported or self._made)

    def still_missing(self) -> list[str]:
        """Missing names that a star import has not brought since."""
        return sorted(set(self.missing) - set(self._namespace))

    def assumed(self) -> Iterator[str]:
        """What was supplied and not replaced by the program since."""
        modules: dict[str, list[str]] = defaultdict(list)
        for name, (module, attribute) in self._imported.items():
            if self._is_still(name):
                plain = name if name == module.rpartition(".")[2] else f"as {name}"
                modules[module].append(name if attribute else f"the module {plain}")
        if modules:
            parts = [
                f"{_listed(names)} ({module})" for module, names in modules.items()
            ]
            yield f"imported: {'; '.join(parts)}"
        made = [f"`{n}`: {t}" for n, t in self._made.items() if self._is_still(n)]
        if made:
            yield f"supplied: {'; '.join(made)}"

    def _is_still(self, name: str) -> bool:
        return self._namespace.get(name) is self._values[name]

    def close(self) -> list[Any]:
        """The sessions that were supplied and that nobody has closed."""
        sessions, self._sessions = self._sessions, []
        return sessions


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    cut = f" and {more} more" if more > 0 else ""
    return ", ".join(names[:MOST_NAMES]) + cut
