# Shows relationships that may not be loaded by accident.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class River(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    locks: list["Lock"] = Relationship(
        back_populates="river", sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )


class Lock(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    river_id: int = Field(foreign_key="river.id", index=True)
    river: River = Relationship(
        back_populates="locks", sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )


engine = create_engine("sqlite:///rivers.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(River(name="Meer", locks=[Lock(name="upper"), Lock(name="lower")]))
    session.commit()

with Session(engine) as session:
    river = session.exec(select(River)).one()
    try:
        print(river.locks)
    except InvalidRequestError as error:
        print("refused:", error)

with Session(engine) as session:
    river = session.exec(select(River).options(selectinload(River.locks))).one()
    print(river.name, len(river.locks))
