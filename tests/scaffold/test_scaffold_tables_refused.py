"""What no table can have is refused; what one can have has one meaning."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec
from tests.scaffold.library import LIBRARY


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
