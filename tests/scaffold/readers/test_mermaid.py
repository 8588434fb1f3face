"""Mermaid erDiagrams, line by line."""

from collections.abc import Callable
from typing import Any

import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.mermaid import read_mermaid
from mcp_server.scaffold.readers.reading import read
from mcp_server.scaffold.spec import ProjectSpec
from mcp_server.scaffold.wording.diagram import diagram

Read = Callable[[str], Any]


@pytest.fixture
def mermaid(translated: Callable[[Any], Any]) -> Read:
    return lambda text: translated(read_mermaid(text))


SHOP = """---
title: A shop
---
erDiagram
    direction LR
    %% who buys
    CUSTOMER ||--o{ ORDER : places
    ORDER ||--|{ LINE-ITEM : contains
    CUSTOMER }|..|{ ADDRESS : uses
    c[Category] {
        string displayName UK "as shown"
        enum status "draft, published"
        decimal(10,2) fee "optional"
    }
    c |o--o{ c : above
    CUSTOMER { int id PK
        string email UK string phone }
    ORDER {
        int id PK
        int customer_id FK
        datetime placedAt
    }
    CUSTOMER ||--o| PROFILE : has
"""


def test_attributes_are_fields(mermaid: Read) -> None:
    found = mermaid(SHOP)

    assert found.fields("Customer") == ["email", "phone"]
    assert found.field("Category", "display_name") == {
        "name": "display_name",
        "type": "str",
        "description": "as shown",
        "unique": True,
    }
    assert found.field("Category", "status")["values"] == ["draft", "published"]
    assert found.field("Category", "fee")["required"] is False
    assert found.field("Order", "placed_at")["type"] == "datetime"


def test_lines_are_relationships(mermaid: Read) -> None:
    found = mermaid(SHOP)

    assert found.between("Customer", "Order") == [
        {
            "kind": "one-to-many",
            "source": "Customer",
            "target": "Order",
            "name": "orders",
            "reverse": "customer",
        }
    ]
    assert found.between("Customer", "Address")[0]["kind"] == "many-to-many"
    assert found.between("Customer", "Profile")[0]["kind"] == "one-to-one"
    (above,) = found.between("Category", "Category")
    assert (above["name"], above["reverse"], above["required"]) == (
        *("children", "parent", False),
    )


def test_what_a_diagram_leaves_open_is_assumed(mermaid: Read) -> None:
    found = mermaid(SHOP)

    assert any("required unless" in one for one in found.assumed)
    assert any("ADDRESS" in one and "a `name` is added" in one for one in found.assumed)
    assert any("at least one LINE-ITEM" in one for one in found.left_out)


@pytest.mark.parametrize(
    ("line", "kind", "source"),
    [
        ("USER ||--o{ POST : writes", "one-to-many", "User"),
        ("POST }o--|| USER : by", "one-to-many", "User"),
        ("USER one to many POST : writes", "one-to-many", "User"),
        ("USER only one to zero or more POST", "one-to-many", "User"),
        ("USER}o..o{POST:x", "many-to-many", "User"),
        ("USER ||--|| POST : x", "one-to-one", "User"),
        ('"USER" ||--o{ "POST" : "a b"', "one-to-many", "User"),
    ],
)
def test_every_way_to_write_a_line(
    mermaid: Read, line: str, kind: str, source: str
) -> None:
    (found,) = mermaid(f"```mermaid\nerDiagram\n{line}\n```").relationships

    assert (found["kind"], found["source"]) == (kind, source)


def test_two_lines_find_their_own_foreign_keys(mermaid: Read) -> None:
    found = mermaid(
        "erDiagram\nUSER ||--o{ TASK : created\nUSER |o--o{ TASK : assigned\n"
        "TASK {\nstring title\nint author_user_id FK\nint assigned_user_id FK\n}"
    )

    assert {one["reverse"] for one in found.relationships} == {
        *("author_user", "assigned_user"),
    }
    assert found.fields("Task") == ["title"]


def test_our_own_diagram_can_be_read(blog: ProjectSpec) -> None:
    found = read(diagram(blog)).spec

    assert [one.name for one in found.entities] == [one.name for one in blog.entities]
    kinds = {(one.kind, one.source, one.target) for one in blog.relationships}
    assert {(one.kind, one.source, one.target) for one in found.relationships} == kinds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("erDiagram\nUSER -> POST", "Line 2"),
        ("erDiagram\nUSER {\nstring\n}", "Line 3"),
        ("erDiagram\nUSER {\nstring name", "do not end"),
        ("erDiagram", "no entity"),
        ("erDiagram\n" + "A\n" * 6000, "at most"),
    ],
)
def test_errors_name_the_line(mermaid: Read, text: str, said: str) -> None:
    with pytest.raises(InvalidSpec, match="send") as raised:
        mermaid(text)

    assert said in str(raised.value)


def test_a_diagram_inside_an_answer_is_found(mermaid: Read) -> None:
    text = "Sure! Here it is:\n\n```mermaid\nerDiagram\n  A ||--o{ B : has\n```\nBye."
    assert set(mermaid(text).entities) == {"ARecord", "B"}


def test_labels_say_which_of_several_lines_it_is(mermaid: Read) -> None:
    found = mermaid(
        "erDiagram\n  Team ||--o{ Match : home\n  Team ||--o{ Match : away\n"
        "  User ||--o{ Follow : follower\n  User ||--o{ Follow : followee\n"
        "  Team { string name }\n  User { string name }\n"
        "  Follow { int follower_id FK\n int followee_id FK }\n"
    )
    matches = [(one["name"], one["reverse"]) for one in found.between("Team", "Match")]
    assert matches == [("home_matches", "home_team"), ("away_matches", "away_team")]
    follows = [one["reverse"] for one in found.between("User", "Follow")]
    assert follows == ["follower", "followee"]


def test_quotes_in_a_comment_do_not_end_it(mermaid: Read) -> None:
    found = mermaid(
        'erDiagram\n  CAR {\n    string plate UK "said \\"so\\" {here}"\n'
        '    string path "C:\\"\n  }'
    )
    assert found.field("Car", "plate")["description"] == 'said "so" {here}'
    assert found.fields("Car") == ["plate", "path"]


def test_markers_may_be_written_the_other_way_round(mermaid: Read) -> None:
    found = mermaid("erDiagram\n  PERSON o{--|| HOUSE : has")
    (one,) = found.between("House", "Person")
    assert one["kind"] == "one-to-many"
