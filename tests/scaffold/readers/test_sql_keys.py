"""Keys and foreign keys in SQL."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.scaffold.readers import excerpts

Read = Callable[..., Any]

CIRCLE = """
CREATE TABLE staff (id int PRIMARY KEY, name text NOT NULL,
    store_id int NOT NULL REFERENCES store (id));
CREATE TABLE store (id int PRIMARY KEY, city text NOT NULL,
    manager_staff_id int NOT NULL UNIQUE REFERENCES staff (id));
"""


def test_tables_become_entities_with_their_names_and_keys(sql: Read) -> None:
    found = sql(excerpts.MUSIC_SQLITE)

    assert list(found.entities) == ["Artist", "Album", "Track", "Playlist"]
    assert found.entities["Album"]["table"] == "Album"
    assert found.entities["Album"]["key_column"] == "AlbumId"
    assert found.field("Album", "title") == {
        "name": "title",
        "type": "str",
        "max_length": 160,
        "column": "Title",
    }


def test_foreign_keys_become_relationships(sql: Read) -> None:
    (albums,) = sql(excerpts.MUSIC_SQLITE).between("Artist", "Album")

    assert albums == {
        "kind": "one-to-many",
        "source": "Artist",
        "target": "Album",
        "name": "albums",
        "reverse": "artist",
        "column": "ArtistId",
        "on_delete": "cascade",
    }


def test_a_table_of_two_foreign_keys_is_a_many_to_many(sql: Read) -> None:
    (link,) = sql(excerpts.MUSIC_SQLITE).between("Playlist", "Track")

    assert link["kind"] == "many-to-many"
    assert link["on_delete"] == "cascade"
    assert (link["table"], link["column"], link["target_column"]) == (
        *("Playlist Track", "PlaylistId", "TrackId"),
    )


def test_data_on_a_link_is_kept_with_its_class(sql: Read) -> None:
    (link,) = sql(excerpts.TRADING_POSTGRES).between("Order", "Product")

    assert link["through"] == "OrderDetail"
    assert link["fields"] == [
        {"name": "unit_price", "type": "float"},
        {"name": "quantity", "type": "int", "ge": 1},
    ]


def test_a_link_with_an_index_over_its_data_is_an_entity(sql: Read) -> None:
    found = sql(
        "CREATE TABLE a (id serial PRIMARY KEY, n text);"
        "CREATE TABLE b (id serial PRIMARY KEY, n text);"
        "CREATE TABLE ab (a_id int REFERENCES a, b_id int REFERENCES b, p int NOT NULL,"
        "PRIMARY KEY (a_id, b_id), UNIQUE (a_id, p))"
    )

    assert found.entities["Ab"]["key"] == ["a", "b"]
    assert found.entities["Ab"]["indexes"] == [{"fields": ["a", "p"], "unique": True}]


def test_a_unique_foreign_key_is_a_one_to_one(sql: Read) -> None:
    found = sql(excerpts.TRADING_POSTGRES)
    (profile,) = found.between("Customer", "Profile")

    assert (profile["kind"], profile["name"]) == ("one-to-one", "profile")
    assert found.entities["Profile"]["key"] == ["customer"]


def test_natural_keys_stay(sql: Read) -> None:
    found = sql(excerpts.TRADING_POSTGRES)

    assert found.entities["Customer"]["key"] == ["customer_id"]
    assert found.field("Customer", "customer_id")["max_length"] == 5
    assert found.between("Customer", "Order")[0]["reverse"] == "customer"


def test_several_foreign_keys_to_one_table_have_names_of_their_own(sql: Read) -> None:
    one, other = sql(excerpts.FILMS_POSTGRES).between("Language", "Film")

    assert (one["reverse"], one["name"]) == ("language", "films")
    assert (other["reverse"], other["name"]) == ("original_language", "original_films")
    assert (one["on_delete"], other["on_delete"]) == ("restrict", "set-null")


def test_a_table_may_refer_to_itself(sql: Read) -> None:
    (found,) = sql(excerpts.STAFF_SQLITE, "sqlite").relationships
    tree = "CREATE TABLE nodes (id serial PRIMARY KEY, parent_id int REFERENCES nodes)"

    assert (found["name"], found["reverse"]) == ("reports", "reports_to")
    assert (found["column"], found["required"]) == ("ReportsTo", False)
    assert sql(tree).relationships[0]["name"] == "children"


def test_composite_and_foreign_foreign_keys_stay_columns(sql: Read) -> None:
    found = sql(
        "CREATE TABLE a (x int, y int, v text, PRIMARY KEY (x, y));"
        "CREATE TABLE b (id serial PRIMARY KEY, x int, y int, z int REFERENCES gone,"
        " FOREIGN KEY (x, y) REFERENCES a (x, y))"
    )

    assert found.fields("B") == ["x", "y", "z"]
    assert any("b.x+y: composite foreign key to a" in one for one in found.left_out)
    assert any("b.z: foreign key to `gone`" in one for one in found.left_out)


def test_mysql_says_keys_comments_and_changes_its_own_way(sql: Read) -> None:
    found = sql(excerpts.FILMS_MYSQL)

    assert found.entities["Film"]["description"] == "All films"
    assert found.entities["Film"]["indexes"] == [
        {"fields": ["title", "release_year"], "unique": True}
    ]
    assert found.field("Film", "rated") == {
        "name": "rated",
        "type": "bool",
        "default": True,
        "server_default": True,
    }
    assert found.field("Film", "views")["type"] == "bigint"
    assert found.entities["Rental"]["key_column"] == "rental_id"
    for said in ("ON UPDATE CURRENT_TIMESTAMP", "FULLTEXT", "GEOMETRY", "ins_film"):
        assert any(said in one for one in found.left_out), said


def test_a_table_without_a_key_gets_one(sql: Read) -> None:
    found = sql(
        "CREATE TABLE logs (line text NOT NULL);"
        "CREATE TABLE codes (code varchar(4) NOT NULL UNIQUE, label text)"
    )

    assert "key" not in found.entities["Log"]
    assert found.entities["Code"]["key"] == ["code"]
    assert any("logs: has no primary key" in one for one in found.assumed)


@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("uuid DEFAULT gen_random_uuid()", "uuid"),
        ("uuid DEFAULT uuidv7()", "uuid7"),
        ("bigserial", "bigint"),
        ("int GENERATED ALWAYS AS IDENTITY", None),
    ],
)
def test_kinds_of_keys(sql: Read, column: str, key: str | None) -> None:
    found = sql(f"CREATE TABLE t (id {column} PRIMARY KEY, n int)")

    assert found.entities["T"].get("key") == key


def test_a_text_key_called_id_is_called_after_its_entity(sql: Read) -> None:
    found = sql("CREATE TABLE books (id varchar(13) PRIMARY KEY, title text)")

    assert found.entities["Book"]["key"] == ["book_id"]
    assert found.field("Book", "book_id")["column"] == "id"


def test_a_circle_opens_at_the_key_that_says_a_role(sql: Read) -> None:
    found = sql(CIRCLE)

    (belongs,) = found.between("Store", "Staff")
    (manages,) = found.between("Staff", "Store")
    assert "required" not in belongs
    assert manages["required"] is False
    assert manages["on_delete"] == "restrict"
    told = "store.manager_staff_id: NOT NULL; with it no row of staff and store"
    assert any(one.startswith(told) for one in found.left_out)


def test_a_row_that_must_refer_to_its_own_table_may_be_the_first(sql: Read) -> None:
    found = sql("CREATE TABLE t (id int PRIMARY KEY, up int NOT NULL REFERENCES t)")
    assert found.relationships[0]["required"] is False
