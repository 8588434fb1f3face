"""SQL as dumps, migrations and tools write it."""

from collections.abc import Callable
from typing import Any

import pytest
from mcp_server.scaffold.readers.sql.script import detected_dialect

Read = Callable[..., Any]


def test_what_is_said_of_partitions_is_said_of_their_table(sql: Read) -> None:
    found = sql(
        "CREATE TABLE staff (id int PRIMARY KEY, name text);"
        "CREATE TABLE pay (id int PRIMARY KEY, staff_id int NOT NULL) "
        "PARTITION BY HASH (id);"
        "CREATE TABLE pay_1 (id int, staff_id int NOT NULL);"
        "CREATE TABLE pay_2 (id int, staff_id int NOT NULL);"
        "ALTER TABLE pay ATTACH PARTITION pay_1 FOR VALUES WITH (MODULUS 2);"
        "ALTER TABLE pay ATTACH PARTITION pay_2 FOR VALUES WITH (MODULUS 2);"
        "ALTER TABLE pay_1 ADD FOREIGN KEY (staff_id) REFERENCES staff (id);"
    )

    assert set(found.entities) == {"Staff", "Pay"}
    assert found.between("Staff", "Pay")
    assert "pay_1, pay_2: is a partition of pay" in found.left_out


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


@pytest.mark.parametrize(
    "text",
    [
        "USE shop;\nCREATE TABLE t (id int, UNIQUE  KEY (id))",
        "CREATE TABLE t (kind ENUM('a','b'))",
        "/*!40101 SET NAMES utf8 */;\nCREATE TABLE t (id int)",
    ],
)
def test_mysql_is_told_by_its_habits(text: str) -> None:
    assert detected_dialect(text) == "mysql"


INHERITED = """
CREATE TABLE staff (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE pay (pay_id integer NOT NULL, paid_on date NOT NULL,
    staff_id int NOT NULL);
CREATE TABLE pay_2015 (CHECK (paid_on < '2016-01-01')) INHERITS (pay);
ALTER TABLE ONLY pay_2015 ALTER COLUMN pay_id SET DEFAULT nextval('pay_seq'::regclass);
ALTER TABLE ONLY pay ADD CONSTRAINT pay_pkey PRIMARY KEY (pay_id);
CREATE INDEX pay_2015_on ON pay_2015 USING btree (paid_on);
ALTER TABLE ONLY pay_2015 ADD FOREIGN KEY (staff_id) REFERENCES staff (id);
"""


def test_a_table_that_only_inherits_is_a_partition(sql: Read) -> None:
    found = sql(INHERITED)

    assert set(found.entities) == {"Staff", "Pay"}
    assert found.between("Staff", "Pay")
    assert found.field("Pay", "paid_on")["index"] is True
    assert "pay_2015: is a partition of pay" in found.left_out


def test_a_table_that_inherits_and_adds_has_the_columns_of_both(sql: Read) -> None:
    found = sql(
        "CREATE TABLE city (id int PRIMARY KEY, name text NOT NULL);"
        "CREATE TABLE capital (country char(2) NOT NULL) INHERITS (city);"
    )

    assert found.fields("Capital") == ["name", "country"]
    assert any("capital: INHERITS (city)" in one for one in found.left_out)


def test_what_is_said_of_declared_partitions_is_said_of_their_table(sql: Read) -> None:
    found = sql(
        "CREATE TABLE public.staff (id int PRIMARY KEY, name text);"
        "CREATE TABLE public.pay (pay_id int DEFAULT nextval('s'::regclass) NOT NULL,"
        " staff_id int NOT NULL, paid_on date NOT NULL) PARTITION BY RANGE (paid_on);"
        "CREATE TABLE public.pay_1 PARTITION OF public.pay FOR VALUES FROM (1) TO (2)"
        " PARTITION BY LIST (paid_on);"
        "CREATE TABLE public.pay_1_a PARTITION OF public.pay_1 DEFAULT;"
        "ALTER TABLE ONLY public.pay_1 ADD CONSTRAINT f FOREIGN KEY (staff_id) "
        "REFERENCES public.staff(id);"
    )

    assert set(found.entities) == {"Staff", "Pay"}
    assert found.between("Staff", "Pay")
    assert found.entities["Pay"]["key_column"] == "pay_id"


def test_what_is_said_of_tables_that_are_not_here_is_one_line(sql: Read) -> None:
    found = sql(
        "CREATE TABLE t (id int PRIMARY KEY, a int);"
        "CREATE INDEX i ON gone (a); CREATE INDEX j ON lost (a);"
        "ALTER TABLE gone ADD CHECK (a > 1); ALTER TABLE lost ADD CHECK (a > 1);"
    )
    assert "i, j: index of a table that is not here" in found.left_out
    assert "gone, lost: ALTER TABLE of a table that is not here" in found.left_out


def test_procedures_between_delimiters_are_one_statement_each(sql: Read) -> None:
    found = sql(
        "CREATE TABLE film (id int NOT NULL AUTO_INCREMENT, PRIMARY KEY (id)) "
        "ENGINE=InnoDB;\n\nDELIMITER //\n\nCREATE PROCEDURE report (IN least INT)\n"
        "BEGIN\n  CREATE TEMPORARY TABLE t (id INT);\n  SELECT ';';\nEND //\n\n"
        "DELIMITER ;\n\nCREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` "
        "SQL SECURITY DEFINER VIEW seen AS SELECT 1;"
    )
    assert "report: procedure" in found.left_out
    assert "seen: view" in found.left_out
    assert not any("passed over" in one for one in found.left_out)


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


@pytest.mark.parametrize(
    ("written", "data"),
    [
        ("tinyint unsigned", {"type": "int", "ge": 0}),
        ("int(10) unsigned CHECK (n < 9)", {"type": "bigint", "ge": 0, "le": 8}),
        ("int unsigned CHECK (n > 2)", {"type": "bigint", "ge": 3}),
        ("int unsigned CHECK (n > -2)", {"type": "bigint", "ge": 0}),
        ("decimal(5,2) unsigned", {"type": "decimal", "max_digits": 5, "ge": 0}),
    ],
)
def test_what_is_unsigned_is_not_below_zero(
    sql: Read, written: str, data: dict[str, Any]
) -> None:
    text = f"CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, n {written} NOT NULL)"
    found = sql(text, "mysql").field("T", "n")
    assert {option: found[option] for option in data} == data


@pytest.mark.parametrize("written", ["character varying", "varchar", "bpchar"])
def test_text_of_postgresql_has_no_limit_where_none_is_written(
    sql: Read, written: str
) -> None:
    found = sql(f"CREATE TABLE t (id serial PRIMARY KEY, name {written} NOT NULL)")
    assert found.field("T", "name") == {"name": "name", "type": "text"}


def test_a_number_without_a_size_is_told(sql: Read) -> None:
    found = sql("CREATE TABLE t (id serial PRIMARY KEY, price numeric NOT NULL)")
    assert any(one.startswith("t.price: has 12 digits") for one in found.assumed)


def test_the_zero_of_mysql_is_no_moment(sql: Read) -> None:
    found = sql(
        "CREATE TABLE t (`id` int AUTO_INCREMENT PRIMARY KEY, "
        "`at` datetime NOT NULL DEFAULT '0000-00-00 00:00:00')"
    )
    assert "t.at: DEFAULT '0000-00-00 00:00:00'" in found.left_out


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


def test_keys_as_tools_for_sqlite_write_them_are_read(sql: Read) -> None:
    found = sql(
        'CREATE TABLE IF NOT EXISTS "places" (\n\t"id"\tINTEGER NOT NULL,\n'
        '\t"size"\tUNSIGNED BIG INT NOT NULL,\n'
        '\t"code"\tTEXT COLLATE NOCASE,\n\tUNIQUE("code" COLLATE NOCASE ASC),\n'
        '\tPRIMARY KEY("id" AUTOINCREMENT)\n);'
    )
    assert "key_column" not in found.entities["Place"]
    assert found.field("Place", "code")["unique"] is True
    size = found.field("Place", "size")
    assert (size["type"], size["ge"]) == ("bigint", 0)


def test_batches_of_sql_server_are_statements(sql: Read) -> None:
    found = sql(
        "USE [Music]\nGO\nCREATE TABLE [dbo].[Album] (\n[AlbumId] INT NOT NULL "
        "IDENTITY,\n[Notes] NVARCHAR(MAX) NULL,\n[Price] [money] NOT NULL,\n"
        "CONSTRAINT [PK_Album] PRIMARY KEY CLUSTERED ([AlbumId] ASC)\n) ON [PRIMARY]\n"
        "GO\nCREATE TABLE [dbo].[Song] ([Id] INT IDENTITY(1,1) PRIMARY KEY, "
        "[AlbumId] INT NOT NULL REFERENCES [dbo].[Album] ([AlbumId]))\nGO\n"
    )
    assert found.field("Album", "notes")["type"] == "text"
    assert found.field("Album", "price")["type"] == "decimal"
    assert found.between("Album", "Song")


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
