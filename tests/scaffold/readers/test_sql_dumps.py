"""SQL as dumps, migrations and tools write it."""

from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[..., Any]


@pytest.mark.parametrize("space", ["", " "])
def test_a_check_right_behind_the_type_is_read(sql: Read, space: str) -> None:
    found = sql(
        f"CREATE TABLE t (id int PRIMARY KEY, kind text CHECK{space}(kind IN ('a','b'))"
        f", n int CHECK{space}(n > 0), CONSTRAINT check_n CHECK (n < 9))"
    )
    assert found.field("T", "kind")["values"] == ["a", "b"]
    assert (found.field("T", "n")["ge"], found.field("T", "n")["le"]) == (1, 8)


def test_checks_over_foreign_keys_are_left_out(sql: Read) -> None:
    found = sql(
        "CREATE TABLE a (id int PRIMARY KEY, n int, "
        "b_id int REFERENCES a (id), CHECK (n > 1 OR b_id IS NULL))"
    )
    assert "checks" not in found.entities["ARecord"]
    assert "a: CHECK (n > 1 OR b_id IS NULL)" in found.left_out


def test_every_row_has_a_key_of_its_own(sql: Read) -> None:
    found = sql(
        "CREATE TABLE t (a int NOT NULL DEFAULT 0, b int NOT NULL DEFAULT 0, n int, "
        "PRIMARY KEY (a, b))"
    )
    assert "default" not in found.field("T", "a")
    assert "t.a, t.b: DEFAULT 0" in found.left_out


def test_lists_are_called_by_their_roles_where_several_lead_here(sql: Read) -> None:
    found = sql(
        "CREATE TABLE person (id int PRIMARY KEY, name text);"
        "CREATE TABLE issue (id int PRIMARY KEY, reporter_id int REFERENCES person,"
        "assignee_id int REFERENCES person);"
    )
    lists = [one["name"] for one in found.between("Person", "Issue")]
    assert lists == ["reporter_issues", "assignee_issues"]


def test_a_key_that_is_called_alike_leads_to_its_table(sql: Read) -> None:
    found = sql(
        "CREATE TABLE book (isbn char(13) PRIMARY KEY, title text NOT NULL);"
        "CREATE TABLE copy (id int PRIMARY KEY, isbn char(13) REFERENCES book (isbn))"
    )
    (relation,) = found.relationships
    assert (relation["reverse"], relation["column"]) == ("book", "isbn")


def test_what_is_said_of_tables_that_are_not_here_is_one_line(sql: Read) -> None:
    found = sql(
        "CREATE TABLE t (id int PRIMARY KEY, a int);"
        "CREATE INDEX i ON gone (a); CREATE INDEX j ON lost (a);"
        "ALTER TABLE gone ADD CHECK (a > 1); ALTER TABLE lost ADD CHECK (a > 1);"
    )
    assert "i, j: index of a table that is not here" in found.left_out
    assert "gone, lost: ALTER TABLE of a table that is not here" in found.left_out


def test_tables_inside_of_create_schema_are_read(sql: Read) -> None:
    found = sql(
        "CREATE SCHEMA person\n  CREATE TABLE city(id SERIAL, name varchar(9) NOT NULL,"
        "\n    CHECK (name IS NOT NULL))\n  CREATE TABLE address(id SERIAL,"
        " city_id INT NOT NULL);\n"
        "ALTER TABLE person.city ADD CONSTRAINT city_key PRIMARY KEY (id);"
        "ALTER TABLE person.address ADD FOREIGN KEY (city_id) REFERENCES person.city;"
    )
    assert set(found.entities) == {"City", "Address"}
    assert found.between("City", "Address")
    assert "person.city, person.address: its schema" in found.left_out


def test_changes_of_tables_are_made(sql: Read) -> None:
    found = sql(
        "CREATE TABLE place (id serial PRIMARY KEY, code int NOT NULL, note text);"
        "CREATE TABLE old (id serial PRIMARY KEY);"
        "CREATE TABLE shop (id serial PRIMARY KEY, a int UNIQUE, b int, c varchar(9),"
        " place_id int REFERENCES place (id), CONSTRAINT low CHECK (a > b));"
        "ALTER TABLE shop RENAME COLUMN a TO area;"
        "ALTER TABLE shop DROP COLUMN b CASCADE, ALTER c TYPE varchar(20) USING c;"
        "ALTER TABLE place RENAME TO town; DROP TABLE IF EXISTS old, never CASCADE;"
        "ALTER TABLE town ALTER COLUMN code DROP NOT NULL, DROP COLUMN gone;"
    )
    assert set(found.entities) == {"Town", "Shop"}
    assert found.between("Town", "Shop")
    assert found.fields("Shop") == ["area", "c"]
    assert found.field("Shop", "area")["unique"] is True
    assert found.field("Shop", "c")["max_length"] == 20
    assert found.field("Town", "code")["required"] is False
    assert "town: `DROP COLUMN gone`" in found.left_out


def test_a_migration_is_read_up_to_where_it_is_taken_back(sql: Read) -> None:
    found = sql(
        "-- +goose Up\nCREATE TABLE t (id int PRIMARY KEY, a int);\n"
        "-- +goose Down\nDROP TABLE t;"
    )
    assert set(found.entities) == {"TRecord"} or set(found.entities) == {"T"}
    assert "Everything after `-- +goose Down`" in found.left_out


def test_a_column_that_the_database_counts_is_told(sql: Read) -> None:
    found = sql("CREATE TABLE bill (id uuid PRIMARY KEY, number serial, sum int)")
    assert "bill.number: the database counts it" in found.left_out


def test_the_schema_that_a_script_uses_is_not_worth_a_word(sql: Read) -> None:
    found = sql(
        "USE `shop`;\nCREATE TABLE `shop`.`item` (`id` INT, PRIMARY KEY (`id`))"
    )
    assert not any("its schema" in one for one in found.left_out)


def test_what_counts_many_places_names_ten(sql: Read) -> None:
    columns = ", ".join(f"c{number} point" for number in range(13))
    found = sql(f"CREATE TABLE t (id int PRIMARY KEY, a int, {columns})", "postgres")
    (told,) = [one for one in found.left_out if "`point`" in one]
    assert "t.c9 and 3 more: has the type" in told


@pytest.mark.parametrize(
    ("table", "reference", "rows"),
    [
        ("employee", "reports_to", "reports"),
        ("comment", "in_reply_to", "replies"),
        ("category", "parent_id", "children"),
    ],
)
def test_rows_below_have_the_name_of_what_they_are(
    sql: Read, table: str, reference: str, rows: str
) -> None:
    found = sql(
        f"CREATE TABLE {table} (id int PRIMARY KEY, name text, "
        f"{reference} int REFERENCES {table} (id))"
    )
    assert found.relationships[0]["name"] == rows


def test_a_number_without_a_size_is_told(sql: Read) -> None:
    found = sql("CREATE TABLE t (id serial PRIMARY KEY, price numeric NOT NULL)")
    assert any(one.startswith("t.price: has 12 digits") for one in found.assumed)


def test_names_that_start_with_model_are_usual_names(sql: Read) -> None:
    found = sql(
        "CREATE TABLE model (id serial PRIMARY KEY, model_name text NOT NULL);"
        "CREATE TABLE car (id serial PRIMARY KEY, model_id int REFERENCES model (id))"
    )
    assert found.fields("Model") == ["model_name"]
    assert found.relationships[0]["reverse"] == "model"


def test_several_links_between_two_say_which_they_are(sql: Read) -> None:
    keys = "emp int REFERENCES emp (id), dept int REFERENCES dept (id)"
    found = sql(
        "CREATE TABLE emp (id int PRIMARY KEY, a int);"
        "CREATE TABLE dept (id int PRIMARY KEY, a int);"
        f"CREATE TABLE manager ({keys}, PRIMARY KEY (emp, dept));"
        f"CREATE TABLE member ({keys}, PRIMARY KEY (emp, dept));"
    )
    ends = [(one["name"], one["reverse"]) for one in found.relationships]
    assert ends == [
        ("manager_depts", "manager_emps"),
        ("member_depts", "member_emps"),
    ]


def test_a_key_of_the_same_column_leads_to_the_table_it_names(sql: Read) -> None:
    found = sql(
        "CREATE TABLE Person (EntityID int PRIMARY KEY, a int);"
        "CREATE TABLE Email (id serial PRIMARY KEY, EntityID int NOT NULL,"
        " FOREIGN KEY (EntityID) REFERENCES Person (EntityID))",
        "postgres",
    )
    assert found.relationships[0]["reverse"] == "person"


def test_tables_of_migration_tools_are_left_out(sql: Read) -> None:
    found = sql(
        "CREATE TABLE t (id serial PRIMARY KEY, a int);"
        "CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);"
    )
    assert set(found.entities) == {"T"} or set(found.entities) == {"TRecord"}
    told = "schema_migrations: is the bookkeeping of a migration tool"
    assert told in found.left_out


def test_a_table_like_another_has_its_columns(sql: Read) -> None:
    found = sql(
        "CREATE TABLE item (id serial PRIMARY KEY, code int UNIQUE, note text);"
        "CREATE TABLE old_item (LIKE item INCLUDING ALL, gone_on date);"
        "CREATE TABLE draft (LIKE item);"
    )
    assert found.fields("OldItem") == ["code", "note", "gone_on"]
    assert found.field("OldItem", "code")["unique"] is True
    assert "unique" not in found.field("Draft", "code")


def test_values_that_are_added_to_an_enumeration_belong_to_it(sql: Read) -> None:
    found = sql(
        "CREATE TYPE mood AS ENUM ('sad', 'ok');"
        "CREATE TABLE day (id serial PRIMARY KEY, mood mood NOT NULL);"
        "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy';"
        "ALTER TYPE public.mood ADD VALUE 'so-so' BEFORE 'ok';"
        "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';"
    )
    values = found.field("Day", "mood")["values"]
    assert values == ["sad", "so-so", "fine", "happy"]


def test_a_default_that_is_left_out_is_told_once(sql: Read) -> None:
    found = sql(
        "CREATE TABLE t (id serial PRIMARY KEY, span interval DEFAULT '1 day',"
        " tags text[] NOT NULL DEFAULT '{}'::text[])"
    )
    assert "default" not in found.field("T", "tags")
    assert "t.tags: DEFAULT '{}'" in found.left_out
    assert [one for one in found.left_out if one.startswith("t.span")] == [
        "t.span: default 1 day"
    ]


def test_a_key_that_no_index_takes_gives_way(sql: Read) -> None:
    columns = ", ".join(f"c{number} varchar(255) NOT NULL" for number in range(3))
    found = sql(f"CREATE TABLE t ({columns}, n int, PRIMARY KEY (c0, c1, c2))")
    assert "key" not in next(iter(found.entities.values()))
    assert any(
        "t: primary key (c0, c1, c2); an integer" in one for one in found.left_out
    )


@pytest.mark.parametrize(
    ("dialect", "item", "told"),
    [
        ("postgres", "CHECK (b ~* '^x' COLLATE \"C\") NO INHERIT", "NO INHERIT"),
        (
            "postgres",
            "FOREIGN KEY (a) REFERENCES t MATCH FULL ON DELETE SET NULL (a)",
            "MATCH FULL ON DELETE SET NULL (a)",
        ),
        ("postgres", "CONSTRAINT u UNIQUE USING INDEX i", "USING INDEX i"),
        ("postgres", "PRIMARY KEY (id) INCLUDE (a)", "INCLUDE (a)"),
        ("mysql", "CONSTRAINT `c` CHECK ((`a` > 0)) NOT ENFORCED", "NOT ENFORCED"),
        ("mysql", '`c` text COMMENT "a \\" b"', ""),
    ],
)
def test_an_oddity_of_one_constraint_is_left_out_alone(
    sql: Read, dialect: str, item: str, told: str
) -> None:
    text = f"CREATE TABLE t (id int NOT NULL, a int, b varchar(9), {item}, n int)"
    found = sql(text, dialect)

    assert "n" in next(iter(found.entities.values()))["fields"][-1]["name"]
    assert not told or any(told in one for one in found.left_out)


def test_a_check_that_is_left_out_is_told_as_it_is_written(sql: Read) -> None:
    found = sql(
        "CREATE TABLE t (id serial, a int, CHECK (jsonb_typeof(a)  = 'x'::text))"
    )
    assert "t: CHECK (jsonb_typeof(a) = 'x'::text)" in found.left_out
