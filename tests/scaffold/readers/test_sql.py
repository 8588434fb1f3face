"""SQL of three databases, statement by statement."""

from collections.abc import Callable
from typing import Any

import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.sql.script import detected_dialect
from tests.scaffold.readers import excerpts

Read = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        (excerpts.MUSIC_SQLITE, "sqlite"),
        (excerpts.FILMS_POSTGRES, "postgres"),
        (excerpts.FILMS_MYSQL, "mysql"),
        (excerpts.TRADING_POSTGRES, "postgres"),
        ("CREATE TABLE t (a int)", "postgres"),
    ],
)
def test_the_dialect_is_told_by_the_text(text: str, dialect: str) -> None:
    assert detected_dialect(text) == dialect


def test_the_dialect_that_was_detected_is_assumed(sql: Read) -> None:
    assert "The SQL is taken for that of mysql." in sql(excerpts.FILMS_MYSQL).assumed
    assert not any(
        "taken for that" in one
        for one in sql("CREATE TABLE t (a int)", "mysql").assumed
    )


def test_a_plural_table_needs_no_name_of_its_own(sql: Read) -> None:
    found = sql(excerpts.TRADING_POSTGRES)

    assert "table" not in found.entities["Customer"]
    assert found.entities["UsState"]["key_column"] == "state_id"


def test_enumerations_come_from_types_columns_and_checks(sql: Read) -> None:
    check = "CREATE TABLE t (s varchar(9) CHECK (s IN ('on', 'off')), u int)"
    array = (
        "CREATE TABLE t (s text, u int, "
        "CHECK (s = ANY (ARRAY['on'::text, 'off'::character varying])))"
    )

    rating = sql(excerpts.FILMS_POSTGRES).field("Film", "rating")
    assert (rating["values"], rating["default"]) == (["G", "PG", "PG-13", "R"], "G")
    assert sql(excerpts.FILMS_MYSQL).field("Film", "rating")["values"][2] == "PG-13"
    for text in (check, array):
        assert sql(text).field("T", "s")["values"] == ["on", "off"]


def test_domains_are_their_type_with_their_condition(sql: Read) -> None:
    year = sql(excerpts.FILMS_POSTGRES).field("Film", "release_year")

    assert (year["type"], year["ge"], year["le"]) == ("int", 1901, 2155)


def test_conditions_over_several_columns_become_checks(sql: Read) -> None:
    found = sql(excerpts.TRADING_POSTGRES)

    assert found.entities["Order"]["checks"] == [
        {
            "name": "order_date_and_shipped_date",
            "condition": "order_date <= shipped_date",
        }
    ]


@pytest.mark.parametrize(
    ("check", "bounds"),
    [
        ("a >= 0 AND a < 10", {"ge": 0, "le": 9}),
        ("a BETWEEN 1 AND 5", {"ge": 1, "le": 5}),
        ("(0)::numeric < a", {"ge": 1}),
        ("a >= '-1'::integer", {"ge": -1}),
    ],
)
def test_bounds_of_whole_numbers(sql: Read, check: str, bounds: dict[str, int]) -> None:
    field = sql(f"CREATE TABLE t (a int NOT NULL, CHECK ({check}))").field("T", "a")

    assert field == {"name": "a", "type": "int", **bounds}


def test_conditions_of_one_database_only_are_left_out(sql: Read) -> None:
    found = sql(
        "CREATE TABLE t (a text, CHECK (a ~ '^x'), CHECK (a > lower(now()::text)))"
    )

    assert "checks" not in found.entities["T"]
    assert sum("CHECK" in one for one in found.left_out) == 2


def test_indexes_over_several_columns_name_relationships(sql: Read) -> None:
    found = sql(excerpts.FILMS_POSTGRES)

    assert found.entities["Film"]["indexes"] == [
        {"fields": ["language", "release_year"]}
    ]
    assert found.entities["Inventory"]["indexes"] == [
        {"fields": ["film", "shelf"], "unique": True}
    ]
    assert found.field("Film", "title")["index"] is True


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("USING gist (fulltext)", "film_fulltext_idx"),
        ("WHERE active", "idx_active"),
        ("EXCLUDE USING gist", "inventory"),
        ("PARTITION BY RANGE", "payment"),
        ("is a partition of payment", "payment_2022_01"),
        ("view", "film_list"),
        ("trigger", "last_updated"),
        ("function", "last_updated"),
        ("extension", "btree_gist"),
        ("ON UPDATE CASCADE", "film.language_id"),
        ("tsvector", "film.fulltext"),
        ("is computed", "film.length_seconds"),
        ("text[]", "film.special_features"),
        ("primary key (payment_date, payment_id)", "payment"),
        ("1 SELECT", "passed over"),
    ],
)
def test_what_no_specification_can_say_is_listed(
    sql: Read, said: str, named: str
) -> None:
    left_out = sql(excerpts.FILMS_POSTGRES).left_out

    assert any(said in one and named in one for one in left_out)


def test_rows_are_counted_and_never_read(sql: Read) -> None:
    found = sql(excerpts.MUSIC_SQLITE)

    assert "No" not in found.entities
    assert any("2 INSERT" in one for one in found.left_out)


def test_rows_of_copy_are_skipped(sql: Read) -> None:
    found = sql(excerpts.FILMS_POSTGRES + excerpts.COPIED_ROWS, "postgres")

    assert found.field("AfterRow", "note")["type"] == "text"


def test_comments_become_descriptions(sql: Read) -> None:
    found = sql(excerpts.FILMS_POSTGRES)

    assert found.entities["Film"]["description"] == "What can be rented."
    assert found.field("Film", "title")["description"] == "As on the box; it's public."


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ('"metadata"', "metadata_value"),
        ('"class"', "class_value"),
        ('"Unit Price"', "unit_price"),
        ('"2fa"', "column_2fa"),
        ('"IsActive"', "is_active"),
        ("model_dump_at", "t_model_dump_at"),
    ],
)
def test_names_that_no_attribute_can_have_keep_their_column(
    sql: Read, column: str, name: str
) -> None:
    found = sql(f"CREATE TABLE t (id serial PRIMARY KEY, {column} int)")

    (field,) = found.entities["T"]["fields"]
    told = field.get("column") or any("its name" in one for one in found.left_out)
    assert (field["name"], bool(told)) == (name, True)


def test_names_that_clash_are_told_apart(sql: Read) -> None:
    found = sql(
        'CREATE TABLE item (id serial PRIMARY KEY, a int, "A" int);'
        "CREATE TABLE items (id serial PRIMARY KEY, b int);"
        "CREATE TABLE order_status (id serial PRIMARY KEY, label text);"
        "CREATE TABLE orders (id serial PRIMARY KEY, customer text, "
        "customer_id int REFERENCES item, status text CHECK (status IN ('a', 'b')))"
    )

    assert found.fields("Item") == ["a", "a_value"]
    assert "ItemRecord" in found.entities
    (order,) = found.between("Item", "Order")
    assert (order["reverse"], order["column"]) == ("item", "customer_id")


def test_schemas_are_dropped_or_told(sql: Read) -> None:
    found = sql(
        "CREATE TABLE public.shop (id serial PRIMARY KEY, n int);"
        "CREATE TABLE sales.shop (id serial, shop_id int REFERENCES public.shop (id))"
    )

    assert list(found.entities) == ["Shop", "SalesShop"]
    assert any("sales.shop: its schema" in one for one in found.left_out)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CREATE TABLE t (\n a int,\n b\n  ((((\n)", "not closed"),
        ("CREATE TABLE t (a int);\nCREATE TABLE u (s text DEFAULT 'x);", "Line 2"),
        ("CREATE TABLE t (\n  a int,\n  PRIMARY KEY (a b c)\n)", "Line 3"),
        ("/* CREATE TABLE t (a int);", "does not end"),
        ("CREATE TABLE t (a int, PRIMARY KEY (nope))", "`nope`"),
        ("SELECT 1;", "no CREATE TABLE"),
        ("CREATE TABLE t (a int CHECK " + "(" * 500 + "a" + ")" * 500 + ")", "deeply"),
        ("CREATE TABLE t (a int);" * 2 + "ALTER TABLE t ADD CHECK (;", "Line 1"),
    ],
)
def test_errors_name_the_line(sql: Read, text: str, said: str) -> None:
    with pytest.raises(InvalidSpec, match=r"send|nested") as raised:
        sql(text)

    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
