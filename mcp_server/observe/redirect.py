"""Points every engine of the program at private SQLite files in its own folder."""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import PurePath
from typing import Any

import sqlalchemy.engine.create
import sqlalchemy.ext.asyncio  # create_async_engine keeps an alias of its own
import sqlmodel  # noqa: F401 - as above: loaded so that its name is replaced
from sqlalchemy import Engine
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import NoSuchModuleError

from mcp_server.observe import stand_in
from mcp_server.observe.report import Report

ASYNC_DRIVERS = {
    "aiomysql",
    "aioodbc",
    "aiosqlite",
    "asyncmy",
    "asyncpg",
    "oracledb_async",
    "psycopg",
    "psycopg_async",
}
SERVER_ONLY = {
    "client_encoding",
    "connect_args",
    "executemany_mode",
    "isolation_level",
    "use_native_hstore",
}
"""Arguments of create_engine that a server's dialect takes and SQLite's does not."""


ORIGINAL = sqlalchemy.engine.create.create_engine
PLACES = [
    (module, attribute)
    for name, module in list(sys.modules.items())
    if name.partition(".")[0] in {"sqlalchemy", "sqlmodel"}
    for attribute, value in list(vars(module).items())
    if value is ORIGINAL
]
"""Every name by which the libraries know create_engine."""
_servers: dict[str, Dialect] = {}


def install(report: Report) -> None:
    """Replace create_engine wherever a program can find it."""
    replacement = _redirecting(ORIGINAL, report)
    for module, attribute in PLACES:
        setattr(module, attribute, replacement)


def _redirecting(
    original: Callable[..., Engine], report: Report
) -> Callable[..., Engine]:
    @wraps(original)
    def create_engine(url: str | URL, **options: Any) -> Engine:
        asked = make_url(url)
        used = _private(asked, is_async=bool(options.get("_is_async")))
        if used == asked:
            return original(url, **options)
        report.write(
            "redirect",
            text=f"{asked.render_as_string(hide_password=True)} -> {used}",
        )
        if asked.get_backend_name() == "sqlite":
            return original(used, **options)
        _note_server(asked)
        left_out = sorted(SERVER_ONLY & set(options))
        if left_out:
            text = f"left out, as only the server takes it: {', '.join(left_out)}"
            report.write("assumed", text=text)
        return _server_stand_in(original, used, options)

    return create_engine


def _private(url: URL, *, is_async: bool) -> URL:
    """The same URL if it stays in the program's folder, else a file there."""
    name = url.database or ""
    if url.get_backend_name() == "sqlite":
        if not _leaves_folder(name):
            return url
        inside = PurePath(name.removeprefix("file:")).name
        return url.set(database=inside, query={})
    driver = url.drivername.partition("+")[2]
    # A sync driver in an async engine must fail here as it would there.
    only_async = driver in ASYNC_DRIVERS - {"psycopg"}
    wants_async = only_async or (is_async and driver == "psycopg")
    stand_in = "sqlite+aiosqlite" if wants_async else "sqlite"
    return URL.create(stand_in, database=f"{PurePath(name).name or 'database'}.db")


def _leaves_folder(name: str) -> bool:
    return (
        name.startswith(("/", "file:/")) or "\\" in name or ".." in PurePath(name).parts
    )


def _server_stand_in(
    original: Callable[..., Engine], url: URL, options: dict[str, Any]
) -> Engine:
    """An SQLite engine in place of a server, without what only servers take."""
    kept = {name: value for name, value in options.items() if name not in SERVER_ONLY}
    if options.get("isolation_level") == "AUTOCOMMIT":
        kept["isolation_level"] = "AUTOCOMMIT"  # SQLite has it, and it saves rows
    engine = original(url, **kept)
    stand_in.install(engine)
    return engine


def _note_server(url: URL) -> None:
    """Remember the dialect; a dialect that is not installed cannot be asked."""
    with suppress(NoSuchModuleError):
        dialect = url.get_dialect()()
        _servers.setdefault(dialect.name, dialect)


def servers() -> list[Dialect]:
    """The dialects of the servers that the program wanted to connect to."""
    return list(_servers.values())
