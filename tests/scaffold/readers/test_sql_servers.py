"""What is particular to MySQL, PostgreSQL, SQL Server and SQLite in SQL."""

from collections.abc import Callable
from typing import Any

import pytest
from mcp_server.scaffold.readers.sql.script import detected_dialect

Read = Callable[..., Any]

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


def test_the_zero_of_mysql_is_no_moment(sql: Read) -> None:
    found = sql(
        "CREATE TABLE t (`id` int AUTO_INCREMENT PRIMARY KEY, "
        "`at` datetime NOT NULL DEFAULT '0000-00-00 00:00:00')"
    )
    assert "t.at: DEFAULT '0000-00-00 00:00:00'" in found.left_out


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
