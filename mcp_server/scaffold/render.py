"""The files of a project, filled from the templates."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp_server.scaffold import context, revision
from mcp_server.scaffold.plan.resources import Plan, plan
from mcp_server.scaffold.python import imports, layout, onefile
from mcp_server.scaffold.spec import ProjectSpec
from mcp_server.scaffold.specification.entities import Entity
from mcp_server.scaffold.wording import filters

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
# Rendered once for each resource; every other template makes one file.
ROUTER, TEST = "app/routers/router.py", "tests/test_resource.py"
# For the link of a many-to-many that carries data.
LINK_ROUTER, LINK_TEST = "app/routers/link.py", "tests/test_link.py"
LISTS, MIXINS = "tests/test_lists.py", "tests/test_mixins.py"
ONCE = (
    "README.md",
    "pyproject.toml",
    ".env.example",
    ".gitignore",
    "app/__init__.py",
    "app/database.py",
    "app/errors.py",
    "app/fields.py",
    "app/main.py",
    "app/models.py",
    "app/py.typed",
    "app/pagination.py",
    "app/queries.py",
    "app/routers/__init__.py",
    "app/routers/custom.py",
    "app/schemas.py",
    "tests/__init__.py",
    "tests/conftest.py",
    "tests/factories.py",
    "tests/test_health.py",
    "tests/test_main.py",
    "tests/test_schema.py",
)
MIGRATIONS = (
    "alembic.ini",
    "migrations/env.py",
    "migrations/script.py.mako",
    "tests/test_migrations.py",
)
REVISION = "migrations/versions/0001_create_the_tables.py"


def render(spec: ProjectSpec) -> dict[str, str]:
    """Relative POSIX path to text of every file of the project."""
    files = _filled(plan(spec))
    if spec.options.layout == "file":
        joined = onefile.join(files)
        files = {path: _tidied(path, text) for path, text in joined.items()}
    return {path: _fitted(path, text) for path, text in files.items()}


def fill(template: str, values: dict[str, Any]) -> str:
    """A template filled in; imports are pruned and lines broken if it is Python."""
    return _fitted(template, _tidied(template, _raw(template, values)))


def _filled(worked_out: Plan) -> dict[str, str]:
    """The files of the package; lines can still be too wide."""
    shared = context.for_project(worked_out)
    files = {path: _raw(path, shared) for path in ONCE}
    if shared["mixed"]():
        files["app/mixins.py"] = _raw("app/mixins.py", shared)
    if shared["mixed"]("soft-delete"):
        files["app/softdelete.py"] = _raw("app/softdelete.py", shared)
    for resource in worked_out.resources:
        own = shared | context.for_resource(
            resource, worked_out.spec.options.pagination
        )
        module = resource.entity.plural_name
        router, test = (LINK_ROUTER, LINK_TEST) if resource.link else (ROUTER, TEST)
        files[f"app/routers/{module}.py"] = _raw(router, own)
        files[f"tests/test_{module}.py"] = _raw(test, own)
        if "list" in resource.entity.endpoints and not resource.link:
            files[f"tests/test_{module}_lists.py"] = _raw(LISTS, own)
        if resource.entity.mixins and not resource.link:
            files[f"tests/test_{module}_mixins.py"] = _raw(MIXINS, own)
    if worked_out.spec.options.migrations:
        files |= {path: _raw(path, shared) for path in MIGRATIONS}
        created = revision.created(
            files["app/models.py"], files.get("app/mixins.py", "")
        )
        files[REVISION] = _raw(REVISION, created)
    return {path: _tidied(path, text) for path, text in files.items()}


def _raw(template: str, values: Mapping[str, Any]) -> str:
    return _environment().get_template(f"{template}.jinja").render(values)


def _tidied(path: str, text: str) -> str:
    return imports.tidy(text) if path.endswith(".py") else text


def _fitted(path: str, text: str) -> str:
    return layout.fit(text) if path.endswith(".py") else text


def _path(values: Mapping[str, Any], entity: Entity) -> str:
    """Where the endpoints of an entity are, for `{{ entity | path }}`."""
    return str(values["plan"].spec.options.prefix) + filters.path(entity)


@cache
def _environment() -> "Environment":
    # Imported here: a server that looks guidance up never needs Jinja2, and should
    # not wait for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    named = ("dashed", "docstring", "one_line", "toml", "words")
    environment.filters |= {name: getattr(filters, name) for name in named}
    environment.filters["path"] = pass_context(_path)
    return environment
