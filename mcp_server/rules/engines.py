"""The engines that a file makes, and what their URLs say."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mcp_server.rules.module import Module

SYNC = "sqlalchemy.create_engine"
ASYNC = "sqlalchemy.ext.asyncio.create_async_engine"
UNKNOWN = "{}"
"""Stands in a URL for a part that is only known at run time."""
DEEPEST = 6
URL = re.compile(
    r"(?P<scheme>[A-Za-z]\w*(?:\+\w+)?)://"
    r"(?:(?P<user>[^:/@]*)(?::(?P<password>[^@]*))?@)?"
    r"(?P<host>[^/?:]*)(?::[^/?]*)?(?:/(?P<database>[^?]*))?"
)


@dataclass(frozen=True)
class Url:
    """A database URL, as far as it is written in the source."""

    scheme: str
    user: str | None = None
    password: str | None = None
    host: str = ""
    database: str = ""

    @property
    def backend(self) -> str:
        """The kind of database: `postgresql`, `sqlite`."""
        return self.scheme.partition("+")[0]

    @property
    def driver(self) -> str:
        """The driver, if the URL names one."""
        return self.scheme.partition("+")[2]

    @property
    def is_server(self) -> bool:
        """The database is reached over a connection that can be lost."""
        return self.backend not in ("sqlite", "duckdb")

    @property
    def is_memory(self) -> bool:
        """An SQLite database that lives in one connection."""
        return self.backend == "sqlite" and self.database in ("", ":memory:")


@dataclass(frozen=True)
class EngineCall:
    """A call of create_engine() or create_async_engine()."""

    node: ast.Call
    is_async: bool
    url: Url | None
    """None where the source does not say."""

    def argument(self, name: str) -> ast.expr | None:
        """A keyword argument."""
        found = (one.value for one in self.node.keywords if one.arg == name)
        return next(found, None)

    @property
    def has_more(self) -> bool:
        """It has arguments that cannot be read here: `**options`."""
        return any(one.arg is None for one in self.node.keywords)


def engines(module: Module) -> Iterator[EngineCall]:
    """Every engine that the file makes, in the order of the source."""
    for call in module.calls(SYNC, ASYNC):
        is_async = module.qualified(call.func) == ASYNC
        yield EngineCall(call, is_async, url(module, _address(call)))


def _address(call: ast.Call) -> ast.expr | None:
    if call.args:
        return call.args[0]
    return next((one.value for one in call.keywords if one.arg == "url"), None)


def url(module: Module, node: ast.expr | None) -> Url | None:
    """What an expression says about a database; None if nothing."""
    if isinstance(node, ast.Call):
        name = module.qualified(node.func) or ""
        if name.endswith(".make_url") and node.args:
            return url(module, node.args[0])
        return _created(module, node) if name.endswith(".URL.create") else None
    said = text(module, node)
    return parsed(said) if said else None


def parsed(said: str) -> Url | None:
    """A text as a URL."""
    found = URL.match(said)
    return Url(**{k: v or "" for k, v in found.groupdict().items()}) if found else None


def _created(module: Module, call: ast.Call) -> Url | None:
    """The parts in `URL.create("postgresql+psycopg", password=...)`."""
    names = ("drivername", "username", "password", "host", "port", "database")
    given = dict(zip(names, call.args, strict=False))
    given |= {one.arg: one.value for one in call.keywords if one.arg}
    said = {name: text(module, node) or UNKNOWN for name, node in given.items()}
    return Url(
        said.get("drivername", UNKNOWN),
        said.get("username"),
        said.get("password"),
        said.get("host", ""),
        said.get("database", ""),
    )


def text(module: Module, node: ast.expr | None, depth: int = DEEPEST) -> str | None:
    """A text that the source fixes; `{}` for the parts of an f-string it does not."""
    if node is None or depth == 0:
        return None
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_part(module, one, depth) for one in node.values)
    if isinstance(node, ast.Name):
        return _variable(module, node, depth)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left = text(module, node.left, depth - 1)
        return left and left + (text(module, node.right, depth - 1) or UNKNOWN)
    return None


def _part(module: Module, node: ast.expr, depth: int) -> str:
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    return text(module, inner, depth - 1) or UNKNOWN


def _variable(module: Module, node: ast.Name, depth: int) -> str | None:
    """The text of a name that gets a value exactly once."""
    function = module.function(node)
    for scope in (function, module.tree) if function else (module.tree,):
        bound = module.bindings(scope).get(node.id, [])
        if bound:
            only = bound[0].value if len(bound) == 1 else None
            return text(module, only, depth - 1)
    defined = module.project.definition(module.qualified(node))
    if defined and isinstance(defined[1], ast.Assign | ast.AnnAssign):
        return text(defined[0], defined[1].value, depth - 1)
    return None
