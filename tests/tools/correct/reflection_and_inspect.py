# Shows a table that already exists: read from the database and inspected.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy import MetaData, Table, inspect, select, text
from sqlmodel import create_engine

engine = create_engine("sqlite:///legacy.db")

with engine.begin() as connection:
    connection.execute(
        text("CREATE TABLE animal (id INTEGER PRIMARY KEY, kind VARCHAR(20) NOT NULL)")
    )
    connection.execute(text("CREATE INDEX ix_animal_kind ON animal (kind)"))
    connection.execute(text("INSERT INTO animal (kind) VALUES (:kind)"), {"kind": "ox"})

inspector = inspect(engine)
assert inspector.get_table_names() == ["animal"]
assert [column["name"] for column in inspector.get_columns("animal")] == ["id", "kind"]
assert inspector.get_indexes("animal")[0]["name"] == "ix_animal_kind"

animal = Table("animal", MetaData(), autoload_with=engine)
with engine.connect() as connection:
    rows = connection.execute(select(animal.c.kind)).scalars().all()
    print(rows)
engine.dispose()
