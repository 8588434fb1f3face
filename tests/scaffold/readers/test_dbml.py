"""DBML documents."""

from collections.abc import Callable
from typing import Any

import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.dbml import read_dbml

Read = Callable[[str], Any]
SHOP = """
Project shop { database_type: 'PostgreSQL' }
Enum order_status {
  pending [note: 'new']
  "in progress"
}
Table users as U [headercolor: #fff] {
  id int [pk, increment]
  "first name" varchar(40) [not null, note: 'given {name}']
  price decimal(10,2) [default: 1.5]
  age int [not null, check: `age > 3`]
  tags text[]
  indexes {
    (price, age) [unique]
    `lower(price)`
  }
  checks {
    `age < 100`
  }
  Note: 'People who buy.'
}
Table orders {
  id uuid [pk]
  user_id int [not null, ref: > U.id]
  status order_status [default: 'pending']
}
Table tags { id int [pk, increment] name varchar(20) [unique] }
Ref: orders.id <> tags.id
Ref owner: tags.id > users.id [delete: cascade]
TablePartial stamped {
  created_at timestamp
}
"""


@pytest.fixture
def dbml(translated: Callable[[Any], Any]) -> Read:
    return lambda text: translated(read_dbml(text))


def test_tables_columns_and_enumerations(dbml: Read) -> None:
    found = dbml(SHOP)

    assert list(found.entities) == ["User", "Order", "Tag"]
    assert found.entities["User"]["description"] == "People who buy."
    assert found.field("User", "first_name")["column"] == "first name"
    assert found.field("User", "age") == {
        "name": "age",
        "type": "int",
        "ge": 4,
        "le": 99,
    }
    assert found.field("Order", "status")["values"] == ["pending", "in progress"]
    assert found.entities["User"]["indexes"][0]["unique"] is True


def test_references_are_relationships(dbml: Read) -> None:
    found = dbml(SHOP)

    assert found.between("User", "Order")[0]["reverse"] == "user"
    assert found.between("Order", "Tag")[0]["kind"] == "many-to-many"
    (tag,) = found.between("User", "Tag")
    assert (tag["kind"], tag["on_delete"]) == ("one-to-one", "cascade")


def test_a_table_of_one_line_is_read(dbml: Read) -> None:
    assert dbml(SHOP).fields("Tag") == ["name"]
    assert dbml("Table t { id int }").entities["T"]["fields"] == []


def test_what_no_specification_can_say_is_listed(dbml: Read) -> None:
    left_out = dbml(SHOP).left_out

    for said in ("lower(price)", "TablePartial", "users.tags"):
        assert any(said in one for one in left_out), said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Table t {\n  id int\n", "Line 1"),
        ("Table t {\n  id int [what]\n}", "Line 2"),
        ("Table t {\n  a int [ref: > x.y]\n}", "not present"),
        ("Table t {\n}", "no columns"),
        ("Table t " + "{" * 500, "Line 1"),
        ("x" * 300_000, "at most"),
    ],
)
def test_errors_name_the_line(dbml: Read, text: str, said: str) -> None:
    with pytest.raises(InvalidSpec) as raised:
        dbml(text)

    assert said in str(raised.value)


def test_a_brace_may_end_the_line_of_the_last_column(dbml: Read) -> None:
    found = dbml(
        "Table t {\n  id int [pk]\n  name varchar }\nTable u { id int\n n int }"
    )
    assert found.fields("T") == ["name"]
    assert found.fields("U") == ["n"]


def test_tables_of_two_schemas_may_be_called_alike(dbml: Read) -> None:
    found = dbml(
        "Table archive.users {\n id int [pk]\n note text\n}\n"
        "Table users {\n id int [pk]\n name text\n}\n"
        "Ref: archive.users.id - users.id"
    )
    assert set(found.entities) == {"ArchiveUser", "User"}
    assert len(found.relationships) == 1
