"""Where names come from that programs of this kind import."""

import importlib
import sys
import types
from functools import cache
from typing import Any

from mcp_server.observe.fragment.uses import Use, Uses

MODULES = {
    **{
        name: name
        for name in (
            *("anyio", "asyncio", "collections", "contextlib", "copy", "csv"),
            *("dataclasses", "decimal", "enum", "fastapi", "functools", "hashlib"),
            *("io", "itertools", "json", "logging", "math", "operator", "os"),
            *("pathlib", "pydantic", "pytest", "random", "re", "secrets", "sqlite3"),
            *("sqlalchemy", "sqlmodel", "string", "sys", "tempfile", "threading"),
            *("time", "traceback", "types", "typing", "uuid", "warnings"),
        )
    },
    "dt": "datetime",
    "event": "sqlalchemy.event",
    "exc": "sqlalchemy.exc",
    "orm": "sqlalchemy.orm",
    "postgresql": "sqlalchemy.dialects.postgresql",
    "sa": "sqlalchemy",
    "sqltypes": "sqlalchemy.sql.sqltypes",
    "t": "typing",
}
"""Names that stand for modules, if all that is read of them is there."""
FROM: dict[str, tuple[str, ...] | None] = {
    "sqlmodel": None,
    "sqlmodel.ext.asyncio.session": ("AsyncSession",),
    "sqlalchemy": None,
    "sqlalchemy.orm": None,
    "sqlalchemy.ext.asyncio": None,
    "sqlalchemy.exc": None,
    "sqlalchemy.pool": None,
    "sqlalchemy.ext.mutable": ("MutableDict", "MutableList", "MutableSet"),
    "sqlalchemy.ext.hybrid": ("hybrid_method", "hybrid_property"),
    "sqlalchemy.dialects.postgresql": ("ARRAY", "INET", "JSONB", "TSVECTOR"),
    "fastapi": None,
    "fastapi.testclient": ("TestClient",),
    "fastapi.responses": (
        *("FileResponse", "HTMLResponse", "JSONResponse", "PlainTextResponse"),
        *("RedirectResponse", "StreamingResponse"),
    ),
    "fastapi.security": None,
    "fastapi.middleware.cors": ("CORSMiddleware",),
    "fastapi.encoders": ("jsonable_encoder",),
    "fastapi.concurrency": ("run_in_threadpool",),
    "pydantic": None,
    "datetime": None,
    "decimal": None,
    "uuid": (
        *("NAMESPACE_DNS", "NAMESPACE_URL", "UUID"),
        *(f"uuid{version}" for version in range(1, 9)),
    ),
    "enum": None,
    "collections.abc": None,
    "collections": None,
    "typing": None,
    "contextlib": None,
    "dataclasses": None,
    "functools": None,
    "itertools": None,
    "pathlib": ("Path", "PurePath"),
    "zoneinfo": ("ZoneInfo",),
}
"""In the order in which a name is looked for; None stands for all public names."""
RATHER = {
    "BaseSettings": "pydantic_settings",
    "Query": "fastapi",
    "SettingsConfigDict": "pydantic_settings",
    "Tuple": "typing",
    "UUID": "uuid",
}
"""Names that an earlier module has as well, where these users mean another."""
ORDINARY_WORDS = {"sqlmodel", "sqlalchemy", "sqlalchemy.orm", "itertools", "functools"}
"""Their lower-case names are words for variables as well: being called tells them."""
QUERIES = {"delete", "exists", "get", "get_one", "insert", "select", "update"}
ALSO_MODELS = {"Tag"}
OLD_STYLE = {"execute", "query", "scalar", "scalars"}
"""Methods of sessions by which code does not mean SQLModel's own session."""
OF_DATETIME_MODULE = {"MAXYEAR", "MINYEAR", "UTC", "date", "datetime", "time"} | {
    *("timedelta", "timezone", "tzinfo"),
}


def origin(name: str, uses: Uses) -> tuple[str, str] | None:
    """Module and attribute that the name means; the attribute is empty for a module.

    None if no library that we know has it.
    """
    special = _ambiguous(name, uses)
    if special is not None:
        return special
    use = uses.of(name)
    module = MODULES.get(name)
    if module and use.attributes and _has_all(module, use.attributes):
        return module, ""
    for source in FROM:
        if name in public(source) and _is_meant(name, source, use):
            return source, name
    return None


def value(source: tuple[str, str]) -> Any:
    """What the module holds, or the module itself."""
    module = importlib.import_module(source[0])
    return getattr(module, source[1]) if source[1] else module


@cache
def public(module: str) -> frozenset[str]:
    """The names that one imports from a module."""
    only = FROM[module]
    loaded = importlib.import_module(module)
    if only is not None:
        return frozenset(name for name in only if hasattr(loaded, name))
    names = getattr(loaded, "__all__", None) or vars(loaded)
    return frozenset(
        name
        for name in names
        if not name.startswith("_") and _belongs(getattr(loaded, name, None), module)
    )


def _belongs(found: Any, module: str) -> bool:
    """It is no module, and nothing that a library has imported for itself."""
    if isinstance(found, types.ModuleType):
        return False
    standard = sys.stdlib_module_names
    of = str(getattr(found, "__module__", None) or module).partition(".")[0]
    return of not in standard or module.partition(".")[0] in standard


def _has_all(module: str, attributes: set[str]) -> bool:
    return _has(importlib.import_module(module), attributes)


def _has(found: Any, attributes: set[str]) -> bool:
    return all(hasattr(found, attribute) for attribute in attributes)


def _is_meant(name: str, source: str, use: Use) -> bool:
    """A variable or a model of somebody is not taken for a part of a library."""
    meant = getattr(importlib.import_module(source), name)
    if isinstance(meant, type) and _is_used_as_model(meant, use):
        return False
    if source not in ORDINARY_WORDS or not name.islower():
        return True
    return use.called or (bool(use.attributes) and _has(meant, use.attributes))


def _is_used_as_model(found: type, use: Use) -> bool:
    """It is queried, has columns that the class has not, or is built by keywords."""
    if use.passed_to & QUERIES or not _has(found, use.attributes):
        return True
    return found.__name__ in ALSO_MODELS and use.called_with_keywords


def _ambiguous(name: str, uses: Uses) -> tuple[str, str] | None:
    """Names that several libraries have, told apart by their use."""
    if name in RATHER:
        return RATHER[name], name
    use = uses.of(name)
    if name == "datetime":
        of_module = use.attributes and use.attributes <= OF_DATETIME_MODULE
        return "datetime", "" if of_module else "datetime"
    if name in ("Session", "AsyncSession") and _is_old_style(uses):
        asynchronous = name == "AsyncSession"
        return "sqlalchemy.ext.asyncio" if asynchronous else "sqlalchemy.orm", name
    module = _told_by_use(name, use, uses)
    return (module, name) if module else None


def _told_by_use(name: str, use: Use, uses: Uses) -> str | None:
    """The module of a name that means one thing here and another there."""
    if name == "Field" and "BaseModel" in uses.names and "SQLModel" not in uses.names:
        return "pydantic"
    if name == "Enum":
        return "sqlalchemy" if use.called and not use.is_base else "enum"
    if name == "Sequence":
        return "sqlalchemy" if use.called else "collections.abc"
    if name == "Path":
        return "fastapi" if use.called_with_keywords else "pathlib"
    if name == "status" and any(one.startswith("HTTP_") for one in use.attributes):
        return "fastapi"
    return None


def _is_old_style(uses: Uses) -> bool:
    """The code calls its sessions as SQLAlchemy's own are called."""
    attributes = uses.attributes()
    return "exec" not in attributes and bool(attributes & OLD_STYLE)
