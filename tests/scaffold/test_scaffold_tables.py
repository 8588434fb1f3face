"""Keys, types, columns, indexes and checks: what is said is what the database has."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp_server.scaffold.proof import proof_program
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import ProjectSpec, read_spec
from tests.scaffold.library import LIBRARY
from tests.scaffold.warm import WARM

# Prints what the inspector finds in the tables that a project creates on SQLite.
INSPECT = """
import json

from sqlalchemy import inspect
from sqlmodel import create_engine

from app import models

engine = create_engine("sqlite://")
models.metadata.create_all(engine)
found = inspect(engine)
tables = {}
for table in found.get_table_names():
    tables[table] = {
        "columns": {
            one["name"]: [str(one["type"]), one["nullable"], one["default"]]
            for one in found.get_columns(table)
        },
        "key": found.get_pk_constraint(table)["constrained_columns"],
        "indexes": sorted(one["column_names"] for one in found.get_indexes(table)),
        "unique": sorted(
            one["column_names"] for one in found.get_unique_constraints(table)
        ),
        "checks": {
            one["name"]: one["sqltext"] for one in found.get_check_constraints(table)
        },
        "references": sorted(
            [*key["constrained_columns"], key["referred_table"]]
            + key["referred_columns"]
            for key in found.get_foreign_keys(table)
        ),
    }
print(json.dumps(tables))
"""


@pytest.fixture(scope="session")
def library() -> ProjectSpec:
    return read_spec(LIBRARY)


MODELS, FIELDS = "app/models.py", "app/fields.py"


# File, what is there, what stands there instead, and the test that must notice.
MUTANTS = [
    (MODELS, 'Index(None, "high", "low"), ', "", "test_schema.py"),
    (MODELS, 'UniqueConstraint("pages", "code"), ', "", "test_books.py"),
    (MODELS, "low < high", "low < 0 OR high > 0", "test_books.py"),
    (MODELS, "pages > 3", "pages > 0", "test_books.py"),
    (MODELS, "max_length=12, unique=True", "max_length=12", "test_readers.py"),
    (MODELS, '{"server_default": func.now()}', "{}", "test_schema.py"),
    # Another index begins with the same column.
    (MODELS, "le=INT_MAX, index=True", "le=INT_MAX", "test_schema.py"),
    (MODELS, ', "order_by": "Reader.id"', "", "test_schema.py"),
    (MODELS, ', ondelete="RESTRICT"', "", "test_schema.py"),
    (FIELDS, "validate=True", "validate=False", "test_books.py"),
    (FIELDS, "time_of_day.tzinfo is not None", "False", "test_books.py"),
    (FIELDS, "abs(duration) > LONGEST", "False", "test_books.py"),
    ("app/schemas.py", "    joined_at: UtcDatetime\n", "", "test_readers.py"),
    (
        "app/schemas.py",
        "    joined_at: UtcDatetime\n",
        "    joined_at: UtcDatetime\n    pin: str\n",
        "test_readers.py",
    ),
]


def test_the_database_has_what_the_specification_says(
    library: ProjectSpec,
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    write(tmp_path, render(library) | {"inspect_tables.py": INSPECT})
    ended = run(tmp_path, "inspect_tables.py")
    assert ended.stdout, ended.stderr
    tables = json.loads(ended.stdout)
    assert tables["readers"]["key"] == ["ReaderID"]
    assert tables["readers"]["unique"] == [["pin"]]
    columns = tables["readers"]["columns"]
    assert columns["Full Name"] == ["VARCHAR(40)", False, None]
    assert columns["joined_at"] == ["DATETIME", False, "CURRENT_TIMESTAMP"]
    books = tables["Book Stock"]
    assert books["key"] == ["ISBN"]
    assert books["columns"]["ISBN"] == ["VARCHAR(13)", False, None]
    assert books["columns"]["pages"] == ["BIGINT", False, None]
    assert books["columns"]["cover"] == ["BLOB", True, None]
    assert books["columns"]["opens"] == ["TIME", False, None]
    assert books["columns"]["lent_for"] == ["DATETIME", False, None]
    assert books["columns"]["state"] == ["VARCHAR(64)", False, "'it''s 100%'"]
    assert books["indexes"] == [["high"], ["high", "low"], ["shelf_id"]]
    assert books["unique"] == [["pages", "code"]]
    assert books["checks"]["ck_Book Stock_in_order"] == "low < high"
    assert books["references"] == [["shelf_id", "shelves", "id"]]
    loans = tables["loans"]
    assert loans["key"] == ["book_id", "number"]
    assert loans["columns"]["book_id"] == ["VARCHAR(13)", False, None]
    assert loans["indexes"] == [["Reader"]]
    assert loans["references"] == [
        ["Reader", "readers", "ReaderID"],
        ["book_id", "Book Stock", "ISBN"],
    ]
    assert tables["profiles"]["key"] == ["reader_id"]
    assert tables["profiles"]["indexes"] == []
    assert tables["shelves"]["columns"]["id"] == ["INTEGER", False, None]


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_a_project_with_every_kind_of_key_is_proven(
    mode: str, tmp_path: Path, write: Callable[..., None], run: Callable[..., Any]
) -> None:
    program = proof_program(render(read_spec(LIBRARY | {"options": {"mode": mode}})))
    write(tmp_path, program.files)
    ended = run(tmp_path, "-I", program.entry)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_generated_tests_notice_what_is_missing_from_tables(
    library: ProjectSpec,
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    files = render(library)
    # On one line, so that a mutant is one replacement.
    files[MODELS] = files[MODELS].replace("),\n        ", "), ")
    for number, (path, there, instead, _) in enumerate(MUTANTS):
        assert there in files[path], (path, there)
        mutated = files[path].replace(there, instead)
        write(tmp_path / str(number), files | {path: mutated})
    (tmp_path / "warm.py").write_text(WARM)
    ended = run(tmp_path, "warm.py", *(f"tests/{tests}" for *_, tests in MUTANTS))
    codes = zip(MUTANTS, ended.stdout.split(), strict=True)
    assert [mutant for mutant, code in codes if code != "1"] == []


def test_a_version_7_uuid_is_in_the_order_of_time(
    library: ProjectSpec,
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    program = (
        "import sys, time\n"
        "sys.path.insert(0, '.')\n"
        "from app.fields import uuid7\n"
        "made = []\n"
        "for moment in (0, 1_700_000_000_000_000_000, 1_700_000_000_001_000_000):\n"
        "    time.time_ns = lambda: moment\n"
        "    made.append(uuid7())\n"
        "assert made == sorted(made)\n"
        "assert {(one.version, one.variant) for one in made} == "
        "{(7, 'specified in RFC 4122')}\n"
        "assert made[1].int >> 80 == 1_700_000_000_000\n"
    )
    write(tmp_path, render(library) | {"try_it.py": program})
    ended = run(tmp_path, "try_it.py")
    assert ended.returncode == 0, ended.stderr
