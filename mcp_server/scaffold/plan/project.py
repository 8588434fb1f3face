"""What the options decide about the project: its database, drivers and packages."""

from typing import Any

from mcp_server.scaffold.spec import ProjectSpec

# The driver of each mode, and what has to be installed for it.
POSTGRESQL = {"sync": "psycopg", "async": "asyncpg"}
PACKAGES = {
    "psycopg": "psycopg[binary]>=3.2,<4",
    "asyncpg": "asyncpg>=0.31,<1",
    "aiosqlite": "aiosqlite>=0.21,<1",
}


def words(spec: ProjectSpec) -> dict[str, Any]:
    """What templates ask about the database and the packages."""
    return {
        "migrations": spec.options.migrations,
        "application": application(spec),
        "default_url": _default_url(spec),
        "drivers": _drivers(spec.options.mode),
        "packages": _packages(spec),
        "extras": _extras(spec),
        "development": _development(spec),
    }


def application(spec: ProjectSpec) -> str:
    """Where a server finds the application: `app.main:app`."""
    return "main:app" if spec.options.layout == "file" else "app.main:app"


def _default_url(spec: ProjectSpec) -> str:
    if spec.options.database == "postgresql":
        return f"postgresql://localhost/{spec.name}"
    return f"sqlite:///{spec.name}.db"


def _drivers(mode: str) -> dict[str, str]:
    """What a URL without a driver means; hosts hand out `postgres:` as well."""
    own = f"postgresql+{POSTGRESQL[mode]}"
    sqlite = {"sqlite": "sqlite+aiosqlite"} if mode == "async" else {}
    return {"postgres": own, "postgresql": own, **sqlite}


def _packages(spec: ProjectSpec) -> list[str]:
    """What the application needs when it runs, sorted."""
    options = spec.options
    sqlmodel = "sqlmodel[asyncio]" if options.mode == "async" else "sqlmodel"
    needed = ["fastapi>=0.165,<1", f"{sqlmodel}>=0.0.50,<0.1", "uvicorn>=0.35,<1"]
    needed += ["alembic>=1.18,<2"] if options.migrations else []
    if options.database == "postgresql":
        needed.append(PACKAGES[POSTGRESQL[options.mode]])
    elif options.mode == "async":
        needed.append(PACKAGES["aiosqlite"])
    return sorted(needed)


def _extras(spec: ProjectSpec) -> dict[str, list[str]]:
    """The database that the application can use besides its own."""
    options = spec.options
    if options.database == "sqlite":
        return {"postgresql": [PACKAGES[POSTGRESQL[options.mode]]]}
    return {"sqlite": [PACKAGES["aiosqlite"]]} if options.mode == "async" else {}


def _development(spec: ProjectSpec) -> list[str]:
    """What the tests need; they look at the database without the event loop."""
    needed = ["httpx2>=2,<3", "pytest>=9,<10", "ruff>=0.17,<1"]
    if spec.options.mode == "async":
        needed.append(PACKAGES["psycopg"])
        needed += _extras(spec).get("sqlite", [])
    return sorted(needed)
