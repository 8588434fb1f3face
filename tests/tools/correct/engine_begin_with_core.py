# Shows Core statements on a connection: engine.begin() writes, engine.connect() reads.
from sqlmodel import Field, SQLModel, create_engine, delete, insert, select, update


class Setting(SQLModel, table=True):
    name: str = Field(primary_key=True)
    value: str


engine = create_engine("sqlite:///settings.db")

with engine.begin() as connection:
    SQLModel.metadata.create_all(connection)
    connection.execute(
        insert(Setting),
        [{"name": "lang", "value": "en"}, {"name": "zoom", "value": "1"}],
    )

with engine.begin() as connection:
    connection.execute(update(Setting).where(Setting.name == "lang").values(value="pt"))
    gone = connection.execute(delete(Setting).where(Setting.name == "zoom"))
    assert gone.rowcount == 1

with engine.connect() as connection:
    rows = connection.execute(select(Setting.name, Setting.value)).all()
    assert [tuple(row) for row in rows] == [("lang", "pt")]

engine.dispose()
