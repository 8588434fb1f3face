# Shows the shortest useful program: everything at module level, one row.
# ruff: noqa: T201, RUF100 - it prints
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Plant(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine("sqlite:///plants.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Plant(name="Ficus"))
    session.commit()

with Session(engine) as session:
    plant = session.exec(select(Plant)).first()
    print(plant)
