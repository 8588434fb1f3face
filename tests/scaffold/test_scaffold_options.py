"""Projects written in other ways: asynchronous, in few files, with migrations."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mcp_server.results import Evidence, SandboxLevel
from mcp_server.scaffold.proof import NAMES, proof_program, read_proof
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import ProjectSpec, read_spec
from mcp_server.scaffold.specification import names
from mcp_server.scaffold.wording.assumed import assumptions

if TYPE_CHECKING:
    from tests.postgresql import Server

Files = dict[str, str]
ALL = {
    "mode": "async",
    "layout": "file",
    "database": "postgresql",
    "migrations": True,
    "prefix": "/api/v1",
}
TYPED = [
    {"name": "title", "max_length": 60, "index": True, "default": 'it\'s "x" 100%'},
    {"name": "age", "type": "int", "ge": 0, "default": 3, "server_default": True},
    {"name": "big", "type": "bigint", "default": 5, "server_default": True},
    {"name": "ratio", "type": "float", "default": 0.5, "server_default": True},
    {"name": "price", "type": "decimal", "default": "9.99", "server_default": True},
    {"name": "on", "type": "bool", "default": True, "server_default": True},
    {"name": "day", "type": "date", "default": "today", "server_default": True},
    {"name": "hour", "type": "time", "default": "12:30:00", "server_default": True},
    {"name": "made", "type": "datetime", "default": "now", "server_default": True},
    {"name": "length", "type": "timedelta", "required": False},
    {"name": "token", "type": "uuid", "default": "random", "server_default": True},
    {"name": "state", "type": "enum", "values": ["a", "b-c", "it's"]},
    {"name": "doc", "type": "json", "default": {"it's": 1}, "server_default": True},
    {"name": "raw", "type": "bytes", "required": False},
    {"name": "hash", "secret": True, "column": "password hash", "unique": True},
]
LONG = "Averylongnameofthirtylettersxx"
EVERY_TYPE = {
    "entities": [
        {
            "name": LONG,
            "key": "uuid7",
            "mixins": ["timestamps", "soft-delete", "version", "audit"],
            "fields": TYPED,
            "indexes": [
                {"fields": ["title", "age"]},
                {"fields": ["day", "state"], "unique": True},
            ],
        },
        {"name": "Order", "key": "bigint", "fields": [{"name": "note"}]},
        {
            "name": "Line",
            "key": ["order", "line_number"],
            "fields": [{"name": "line_number", "type": "int"}, {"name": "what"}],
        },
        {"name": "Zip", "key": ["code"], "fields": [{"name": "code"}]},
    ],
    "relationships": [
        {"kind": "one-to-many", "source": LONG, "target": "Order"},
        {
            "kind": "one-to-many",
            "source": "Order",
            "target": "Line",
            "on_delete": "cascade",
        },
        {"kind": "many-to-many", "source": LONG, "target": "Zip"},
    ],
    "options": {"migrations": True},
}
# Prints what upgrading writes and what the models create, for one dialect each.
DDL = r"""
import io, os, re, sys
sys.path.insert(0, os.getcwd())
from alembic import command
from alembic.config import Config
from sqlalchemy import create_mock_engine
from app.models import metadata


def parts(sql):
    found = []
    for one in sql.split(";"):
        text = " ".join(re.sub("--.*", "", one).split())
        table = re.match(r"(CREATE TABLE .*?) \((.*)\)$", text)
        inside = re.split(r", (?![^(]*\))", table[2]) if table else []
        if text.startswith("CREATE") and "alembic_version" not in text:
            columns = sorted(map(str.strip, inside))
            found.append([table[1], *columns] if table else [text])
    return sorted(found)


for dialect in ("sqlite", "postgresql+psycopg"):
    os.environ["DATABASE_URL"] = f"{dialect}://"
    upgraded = io.StringIO()
    command.upgrade(Config("alembic.ini", output_buffer=upgraded), "head", sql=True)
    created = []
    engine = create_mock_engine(
        f"{dialect}://", lambda one, *_, **__: created.append(one.compile(engine))
    )
    metadata.create_all(engine, checkfirst=False)
    wanted = parts(";".join(map(str, created)))
    assert wanted and parts(upgraded.getvalue()) == wanted, dialect
"""


def with_options(spec: ProjectSpec, options: dict[str, Any]) -> ProjectSpec:
    return read_spec(spec.model_dump() | {"options": options})


@pytest.fixture(scope="module")
def other_files(blog: ProjectSpec) -> Files:
    return render(with_options(blog, ALL))


@pytest.fixture
def prove(tmp_path: Path, write: Callable[..., None], run: Callable[..., Any]) -> Any:
    """Execute a project, and read what its proof says."""

    def prove_files(files: Files) -> Any:
        program = proof_program(files)
        write(tmp_path, program.files)
        ended = run(tmp_path, "-I", program.entry)
        status = "failed" if ended.returncode else "passed"
        seen = {"status": status, "exit_code": ended.returncode, "duration_ms": 1}
        level = SandboxLevel(level="full")
        return read_proof(Evidence(**seen, stdout=ended.stdout, sandbox=level))

    return prove_files


def failed(proof: Any) -> list[str]:
    return [check.name for check in proof.checks if not check.passed]


def test_an_asynchronous_project_in_few_files_with_migrations_is_proven(
    other_files: Files, prove: Callable[..., Any]
) -> None:
    proof = prove(other_files)
    assert proof.passed, proof.checks
    details = {check.name: check.detail for check in proof.checks}
    assert "/api/v1/posts/ 4=4" in details[NAMES["lists"]]
    assert "hostile requests" in details[NAMES["survives"]]
    assert "upgrade" in details[NAMES["migrates"]]


def test_the_same_tests_pass_on_postgresql(
    other_files: Files,
    postgresql: "Server",
    tmp_path: Path,
    write: Callable[..., None],
) -> None:
    write(tmp_path, other_files)
    address = postgresql.url("asyncpg", postgresql.create_database())
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "TEST_DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-3000:]


@pytest.mark.parametrize("seed", [None, 2, 5])
def test_the_first_migration_makes_what_the_models_make(
    seed: int | None,
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    from tests.scaffold.specifications import random_spec

    spec = read_spec(EVERY_TYPE) if seed is None else random_spec(seed)
    write(tmp_path, render(with_options(spec, {"migrations": True})))
    ended = run(tmp_path, "-c", DDL)
    assert ended.returncode == 0, ended.stderr[-3000:]


def test_a_migration_that_forgets_an_index_is_noticed(
    blog: ProjectSpec, prove: Callable[..., Any]
) -> None:
    files = render(with_options(blog, {"migrations": True}))
    path = "migrations/versions/0001_create_the_tables.py"
    line = 'op.create_index(op.f("ix_posts_title"), "posts", ["title"], unique=False)'
    assert line in files[path]
    proof = prove(files | {path: files[path].replace(line, "pass")})
    assert failed(proof) == [NAMES["migrates"]]


def test_a_list_that_loads_row_by_row_is_noticed(
    blog_files: Files, prove: Callable[..., Any]
) -> None:
    lazy = blog_files["app/models.py"].replace("raise_on_sql", "select")
    router = blog_files["app/routers/posts.py"].replace(".options(*WITH_RELATED)", "")
    assert router != blog_files["app/routers/posts.py"]
    changed = {"app/models.py": lazy, "app/routers/posts.py": router}
    assert failed(prove(blog_files | changed)) == [NAMES["lists"]]


@pytest.mark.parametrize(
    ("path", "there", "instead"),
    [
        ("app/fields.py", r"^[^\x00]*$", ""),
        ("app/fields.py", "le=INT_MAX", "le=2**70"),
        ("app/pagination.py", "le=INT_MAX", "le=2**70"),
    ],
)
def test_input_that_no_database_can_take_is_noticed(
    path: str,
    there: str,
    instead: str,
    blog_files: Files,
    prove: Callable[..., Any],
) -> None:
    assert there in blog_files[path]
    changed = blog_files[path].replace(there, instead)
    assert failed(prove(blog_files | {path: changed})) == [NAMES["survives"]]


def test_a_synchronous_project_never_waits_and_an_asynchronous_one_always(
    blog: ProjectSpec, blog_files: Files
) -> None:
    asynchronous = render(with_options(blog, {"mode": "async"}))
    for path, text in blog_files.items():
        if path.startswith("app/routers/p"):
            assert "await" not in text
            assert "\ndef " not in asynchronous[path]
    assert asynchronous["tests/test_posts.py"] == blog_files["tests/test_posts.py"]


def test_packages_follow_the_options(blog: ProjectSpec, other_files: Files) -> None:
    assert "asyncpg" in other_files["pyproject.toml"]
    assert "alembic" in other_files["pyproject.toml"]
    assert 'entrypoint = "main:app"' in other_files["pyproject.toml"]
    plain = render(blog)["pyproject.toml"]
    assert "asyncpg" not in plain
    assert "alembic" not in plain


def test_what_is_assumed_about_tables_follows_the_options(blog: ProjectSpec) -> None:
    said = assumptions(with_options(blog, {"migrations": True}))
    assert not any("migrations" in sentence for sentence in said)


def test_a_class_may_have_the_name_of_something_imported() -> None:
    fields = [{"name": "name"}]
    entities = [{"name": name, "fields": fields} for name in ("Session", "Enum")]
    files = render(read_spec({"entities": entities, "options": {"layout": "file"}}))
    assert "sqlmodel.Session(get_engine()" in files["main.py"]


def test_no_two_modules_of_the_one_file_give_a_name_twice() -> None:
    field = {"name": "seal", "type": "bytes"}
    room = {"name": "Room", "fields": [field, {"name": "name"}]}
    options = {"layout": "file", "pagination": "keyset", "mode": "async"}
    files = render(read_spec({"entities": [room], "options": options}))
    for name in ("models.py", "main.py"):
        found = [
            node.name
            for node in ast.parse(files[name]).body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        ]
        assert len(set(found)) == len(found), found


def test_no_entity_can_have_the_name_of_a_class_that_every_project_has() -> None:
    files = render(read_spec({**EVERY_TYPE, "options": {"pagination": "keyset"}}))
    own = ("app/models.py", "app/schemas.py")
    defined = {
        name
        for path, text in files.items()
        if path.startswith("app/") and path.count("/") == 1 and path not in own
        for name in names_of(ast.parse(text))
    }
    classes = {name for name in defined if names.is_class(name)}
    assert {"KeysetPageOf", "RowT", "SoftDelete"} <= classes
    assert classes <= names.TAKEN_CLASSES


def names_of(tree: ast.Module) -> set[str]:
    """The names of the classes and constants of a module."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    } | {node.name for node in tree.body if isinstance(node, ast.ClassDef)}


@pytest.mark.parametrize("name", ["Item", "Row"])
def test_entities_of_lists_may_be_called_so_in_one_file(name: str) -> None:
    entity = {"name": name, "fields": [{"name": "name"}]}
    files = render(read_spec({"entities": [entity], "options": {"layout": "file"}}))
    for path in ("main.py", "models.py"):
        assert f"\n{name} = " not in files[path]


def test_a_filter_may_be_called_router_where_a_module_is_called_query() -> None:
    query = {
        "name": "Query",
        "plural": "query",
        "fields": [{"name": "router", "index": True}],
    }
    files = render(read_spec({"entities": [query], "options": {"layout": "file"}}))
    assert "if query.router is not None:" in files["main.py"]
    assert "app.include_router(query_router)" in files["main.py"]


@pytest.mark.parametrize("endpoints", [["create"], ["create", "update"]])
def test_circles_are_looked_for_where_rows_can_change(endpoints: list[str]) -> None:
    node = {"name": "Node", "fields": [{"name": "x"}], "endpoints": endpoints}
    tree = {"kind": "one-to-many", "source": "Node", "target": "Node"}
    spec = {"entities": [node], "relationships": [tree | {"required": False}]}
    queries = render(read_spec(spec))["app/queries.py"]
    assert ("refuse_circle" in queries) == ("update" in endpoints)
