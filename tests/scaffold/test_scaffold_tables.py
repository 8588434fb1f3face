"""Keys, types, columns, indexes and checks: what is said is what the database has."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.proof import proof_program
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import ProjectSpec, read_spec
from tests.scaffold.warm import WARM

LIBRARY: dict[str, Any] = {
    "name": "library",
    "entities": [
        {
            "name": "Reader",
            "key": "uuid7",
            "key_column": "ReaderID",
            "fields": [
                {"name": "name", "max_length": 40, "column": "Full Name"},
                {"name": "pin", "secret": True, "max_length": 12, "unique": True},
                {
                    "name": "joined_at",
                    "type": "datetime",
                    "default": "now",
                    "server_default": True,
                    "read_only": True,
                },
            ],
        },
        {
            "name": "Book",
            "key": ["isbn"],
            "table": "Book Stock",
            "fields": [
                {"name": "isbn", "max_length": 13, "column": "ISBN"},
                {"name": "pages", "type": "bigint", "ge": 1},
                {"name": "cover", "type": "bytes", "required": False},
                {"name": "opens", "type": "time", "default": "09:30:00"},
                {"name": "lent_for", "type": "timedelta", "default": "P14D"},
                {
                    "name": "state",
                    "type": "enum",
                    "values": ["new", "it's 100%"],
                    "default": "it's 100%",
                    "server_default": True,
                },
                {"name": "code", "type": "uuid", "default": "random"},
                {"name": "low", "type": "int"},
                {"name": "high", "type": "int", "index": True},
            ],
            "indexes": [
                {"fields": ["high", "low"]},
                {"fields": ["pages", "code"], "unique": True},
            ],
            "checks": [
                {"name": "in_order", "condition": "low < high"},
                {"name": "stated", "condition": "state <> 'new' or pages > 3"},
            ],
        },
        {
            "name": "Loan",
            "key": ["book", "number"],
            "fields": [{"name": "number", "type": "int", "ge": 1}],
        },
        {"name": "Profile", "key": ["reader"], "fields": [{"name": "text"}]},
        {
            "name": "Shelf",
            "plural": "shelves",
            "key": "bigint",
            "fields": [{"name": "label"}],
        },
    ],
    "relationships": [
        {
            "kind": "one-to-many",
            "source": "Book",
            "target": "Loan",
            "on_delete": "cascade",
        },
        {
            "kind": "one-to-many",
            "source": "Reader",
            "target": "Loan",
            "column": "Reader",
        },
        {"kind": "one-to-many", "source": "Reader", "target": "Profile"},
        {"kind": "one-to-many", "source": "Shelf", "target": "Book"},
        {"kind": "many-to-many", "source": "Shelf", "target": "Reader"},
    ],
}
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


def entity(**changes: Any) -> dict[str, Any]:
    number = {"name": "number", "type": "int"}
    return {"name": "Room", "fields": [number, {"name": "text"}], **changes}


def field(**changes: Any) -> dict[str, Any]:
    return entity(fields=[{"name": "x"} | changes])


def index(*fields: str, **options: Any) -> dict[str, Any]:
    return entity(indexes=[{"fields": fields, **options}])


def check(condition: str, **changes: Any) -> dict[str, Any]:
    return entity(checks=[{"name": "fine", "condition": condition, **changes}])


@pytest.mark.parametrize(
    ("room", "said"),
    [
        (entity(key=[]), "empty"),
        (entity(key=["number", "number"]), "twice"),
        (entity(key=["numbr"]), "no such field or parent"),
        (entity(key=["number"], key_column="X"), "send `column` of the field"),
        (entity(table='a"b'), "no name of the database's"),
        (entity(table="a.b"), "no name of the database's"),
        (entity(table="sqlite_x"), "another `table`"),
        (entity(key_column="%"), "no name of the database's"),
        (entity(key_column="NUMBER"), "two columns"),
        (field(column="ID"), "two columns would be named `id`"),
        (field(column="a:b"), "no name of a column"),
        (entity(key=["x"], fields=[{"name": "x", "type": "float"}]), "float"),
        (entity(key=["x"], fields=[{"name": "x", "required": False}]), "leave out"),
        (entity(key=["x"], fields=[{"name": "x", "secret": True}]), "leave out"),
        (entity(key=["x"], fields=[{"name": "x", "default": "a"}]), "one `default`"),
        (entity(key=["session"], fields=[{"name": "session"}]), "session_value"),
        (entity(key=["x"], fields=[{"name": "x", "max_length": 999}]), "at most 675"),
        (field(read_only=True), "required=false"),
        (field(server_default=True), "needs a `default`"),
        (
            field(type="timedelta", default="P1D", server_default=True),
            "differently",
        ),
        (field(type="bytes", default="!"), "base64 text"),
        (field(type="bytes", default="AAAA", max_length=2), "at most 2 bytes"),
        (field(type="time", default="12:00:00Z"), "a time of day"),
        (field(type="timedelta", default="P1Y"), "a duration such as"),
        (field(type="timedelta", default="P999999D"), "a duration such as"),
        (field(type="bigint", default=2**63), "a whole number"),
        (field(type="bigint", le=0.5), "whole numbers"),
        (field(type="bytes", unique=True), "cannot be `unique`"),
        (index("nothing"), "no field or parent `nothing`"),
        (index("number", "number"), "repeats"),
        (
            entity(fields=[{"name": "x", "type": "json"}], indexes=[{"fields": ["x"]}]),
            "a json cannot be in an index",
        ),
        (check("number > 0", name="Not Fine"), "no free name"),
        (check("1 = 1"), "looks at no field"),
        (check("number"), "no condition"),
        (check("number >"), "ends too early"),
        (check("number > 0;"), "`;` is not understood"),
        (check("number > 0 -- x"), "a minus stands"),
        (check("number > (select 1)"), "`select` is no field"),
        (check("number / 2 > 0"), "not understood"),
        (check("random() > 0"), "there is no random()"),
        (check("number > 'a'"), "compare columns of the same type"),
        (check("text < 'a'"), "alike on both databases"),
        (check("text LIKE 'a\\b'"), "backslash"),
        (check("(" * 13 + "number > 0" + ")" * 13), "at most 12 deep"),
        (check("number > 0 AND number < 0"), "no row was found"),
        (check("number > 0\x00"), "control characters"),
        (check("number > 0 number"), "not expected there"),
    ],
)
def test_what_no_table_can_have_is_refused(room: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidSpec) as caught:
        read_spec({"entities": [room]})
    assert said in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_unique_field_of_rows_that_can_be_hidden_has_one_index() -> None:
    field = {"name": "code", "unique": True, "index": True}
    room = {"name": "Room", "fields": [field], "mixins": ["soft-delete"]}
    models = render(read_spec({"entities": [room]}))["app/models.py"]
    assert "index=True" not in models
    assert models.count('Index(None, "code", unique=True') == 1


def test_no_foreign_key_refers_to_several_columns() -> None:
    spec = json.loads(json.dumps(LIBRARY))
    spec["entities"].append({"name": "Fine", "fields": [{"name": "x"}]})
    fine = {"kind": "one-to-many", "source": "Loan", "target": "Fine"}
    spec["relationships"].append(fine)
    with pytest.raises(InvalidSpec, match="key of several columns"):
        read_spec(spec)


def test_keys_do_not_depend_on_each_other() -> None:
    entities = [
        {"name": name, "key": [other.lower()], "fields": [{"name": "x"}]}
        for name, other in (("One", "Other"), ("Other", "One"))
    ]
    circle = [
        {"kind": "one-to-many", "source": "One", "target": "Other"},
        {"kind": "one-to-many", "source": "Other", "target": "One"},
    ]
    with pytest.raises(InvalidSpec, match="circle"):
        read_spec({"entities": entities, "relationships": circle})


def test_a_default_of_the_database_is_the_default_of_the_program(
    tmp_path: Path, write: Callable[..., None], run: Callable[..., Any]
) -> None:
    defaults: dict[str, tuple[str, Any]] = {
        "a": ("text", "a:b 'c' \\ 5%s"),
        "b": ("int", -5),
        "c": ("bigint", 2**40),
        "d": ("float", -1e-7),
        "e": ("decimal", "9.90"),
        "f": ("bool", True),
        "g": ("date", "2020-01-31"),
        "h": ("time", "09:30:00"),
        "i": ("uuid", "6f1c9a0e-5a43-4a39-8f0b-2d6f3a0c7b11"),
        "j": ("json", {"a": [":x", "50%"]}),
        "k": ("email", "a@example.com"),
    }
    fields: list[dict[str, Any]] = [
        {"name": name, "type": kind, "default": value, "server_default": True}
        for name, (kind, value) in defaults.items()
    ]
    computed = {"l": ("uuid", "random"), "m": ("date", "today")}
    for name, (kind, value) in computed.items():
        one = {"name": name, "type": kind, "default": value, "server_default": True}
        fields.append(one)
    program = (
        "import sys\n"
        "sys.path.insert(0, '.')\n"
        "from sqlalchemy import text\n"
        "from sqlmodel import Session, create_engine, select\n"
        "from app import models\n"
        "engine = create_engine('sqlite://')\n"
        "models.metadata.create_all(engine)\n"
        "with Session(engine) as session:\n"
        "    session.connection().execute(text('INSERT INTO rows DEFAULT VALUES'))\n"
        "    session.add(models.Row())\n"
        "    session.flush()\n"
        "    one, other = session.exec(select(models.Row)).all()\n"
        "    session.refresh(other)\n"
        "    for name in 'abcdefghijk':\n"
        "        assert getattr(one, name) == getattr(other, name), name\n"
        "    assert one.l != other.l and one.m is not None\n"
    )
    spec = read_spec({"entities": [{"name": "Row", "fields": fields}]})
    write(tmp_path, render(spec) | {"try_it.py": program})
    ended = run(tmp_path, "try_it.py")
    assert ended.returncode == 0, ended.stderr
