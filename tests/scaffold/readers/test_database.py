"""Databases that exist: the same as their SQL, and left as they were."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.database import read_database
from mcp_server.scaffold.readers.sql.script import read_sql
from tests.postgresql import Server
from tests.scaffold.readers import excerpts

Translate = Callable[[Any], Any]


@pytest.fixture
def music(tmp_path: Path) -> Path:
    path = tmp_path / "music shop?.db"
    connection = sqlite3.connect(path)
    connection.executescript(excerpts.MUSIC_SQLITE)
    connection.close()
    return path


def test_a_sqlite_file_says_what_its_sql_says(
    music: Path, translated: Translate
) -> None:
    before = music.read_bytes()
    found = translated(read_database(str(music)))
    said = translated(read_sql(excerpts.MUSIC_SQLITE))

    assert found.entities == said.entities
    assert sorted(map(str, found.relationships)) == sorted(map(str, said.relationships))
    assert "Cheap: view" in found.left_out
    assert music.read_bytes() == before
    assert [path.name for path in music.parent.iterdir()] == [music.name]


@pytest.mark.parametrize("schema", [excerpts.FILMS_POSTGRES, excerpts.TRADING_POSTGRES])
def test_a_postgresql_says_what_its_sql_says(
    postgresql: Server, translated: Translate, schema: str
) -> None:
    database = postgresql.create_database()
    place = f"host={postgresql.folder} port={postgresql.port} user=postgres"
    with psycopg.connect(f"{place} dbname={database}", autocommit=True) as connection:
        connection.execute(schema.encode())
    found = translated(read_database(postgresql.url(database=database)))
    said = translated(read_sql(schema))

    assert set(found.entities) == set(said.entities)
    for name, entity in said.entities.items():
        assert found.entities[name]["fields"] == entity["fields"]
        assert found.entities[name].get("key") == entity.get("key")
        assert found.entities[name].get("indexes") == entity.get("indexes")
    assert sorted(map(str, found.relationships)) == sorted(map(str, said.relationships))


def test_partitions_and_what_else_has_no_place_are_told(
    postgresql: Server, translated: Translate
) -> None:
    database = postgresql.create_database()
    place = f"host={postgresql.folder} port={postgresql.port} user=postgres"
    with psycopg.connect(f"{place} dbname={database}", autocommit=True) as connection:
        connection.execute(excerpts.FILMS_POSTGRES.encode())
    left_out = translated(read_database(postgresql.url(database=database))).left_out

    for told in (
        *(
            "payment_2022_01: is a partition of payment",
            "payment: partitioning",
            "film_list: view",
        ),
        *("last_updated: trigger", "inventory_during_excl: exclusion constraint"),
    ):
        assert told in left_out


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nowhere.db", "no such file"),
        ("sqlite://", "no such file"),
        ("mysql://root@localhost/x", "only SQLite and PostgreSQL"),
        ("postgresql://a:secret@localhost:1/x", "cannot be read"),
        ("no sql://", "no URL"),
        (__file__, "not a database"),
    ],
)
def test_what_cannot_be_read_is_told_without_the_password(
    address: str, said: str
) -> None:
    with pytest.raises(InvalidSpec) as raised:
        read_database(address)

    assert said in str(raised.value)
    assert "secret" not in str(raised.value)


def test_virtual_tables_and_unusual_indexes_of_sqlite_are_told(
    tmp_path: Path, translated: Translate
) -> None:
    path = tmp_path / "forum.db"
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE post (id INTEGER PRIMARY KEY, title TEXT, score INT);"
        "CREATE UNIQUE INDEX by_title ON post (title COLLATE NOCASE);"
        "CREATE INDEX by_score ON post (score DESC);"
        "CREATE VIRTUAL TABLE search USING fts5(title);"
    )
    connection.close()
    found = translated(read_database(str(path)))

    assert set(found.entities) == {"Post"}
    assert "unique" not in found.field("Post", "title")
    for told in ("search: virtual table", "post: index by_title: (title)"):
        assert told in found.left_out


def test_a_type_that_only_the_database_knows_is_told_by_its_name(
    postgresql: Server, translated: Translate
) -> None:
    database = postgresql.create_database()
    place = f"host={postgresql.folder} port={postgresql.port} user=postgres"
    with psycopg.connect(f"{place} dbname={database}", autocommit=True) as connection:
        connection.execute("CREATE TABLE t (code bpchar PRIMARY KEY, size text)")
    found = translated(read_database(postgresql.url(database=database)))

    assert found.entities["T"]["key"] == ["code"]
    assert not any("has no type" in one for one in found.assumed)


INHERITED = """
CREATE TABLE staff (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE pay (id serial PRIMARY KEY, paid_on date NOT NULL, staff_id int NOT NULL);
CREATE TABLE pay_2015 (CHECK (paid_on < '2016-01-01')) INHERITS (pay);
ALTER TABLE pay_2015 ADD FOREIGN KEY (staff_id) REFERENCES staff (id);
CREATE TABLE bonus (reason text NOT NULL, PRIMARY KEY (id)) INHERITS (pay);
"""


def test_a_table_that_only_inherits_is_a_partition(
    postgresql: Server, translated: Translate
) -> None:
    database = postgresql.create_database()
    place = f"host={postgresql.folder} port={postgresql.port} user=postgres"
    with psycopg.connect(f"{place} dbname={database}", autocommit=True) as connection:
        connection.execute(INHERITED.encode())
    found = translated(read_database(postgresql.url(database=database)))

    assert set(found.entities) == {"Staff", "Pay", "Bonus"}
    assert found.between("Staff", "Pay")
    assert "pay_2015: is a partition of pay" in found.left_out
