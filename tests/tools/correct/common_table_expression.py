# Shows a CTE, and a recursive one that walks up a hierarchy.
from sqlmodel import Field, Session, SQLModel, create_engine, func, select


class Unit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    people: int = 0
    part_of: int | None = Field(default=None, foreign_key="unit.id", index=True)


engine = create_engine("sqlite:///units.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Unit(id=1, name="company"))
    session.flush()
    session.add(Unit(id=2, name="works", people=10, part_of=1))
    session.flush()
    session.add(Unit(id=3, name="foundry", people=30, part_of=2))
    session.add(Unit(id=4, name="paint shop", people=7, part_of=2))
    session.commit()

with Session(engine) as session:
    large = select(Unit.id, Unit.people).where(Unit.people > 8).cte("large")
    assert session.exec(select(func.sum(large.c.people))).one() == 40

    above = (
        select(Unit.id, Unit.name, Unit.part_of)
        .where(Unit.name == "foundry")
        .cte("above", recursive=True)
    )
    above = above.union_all(
        select(Unit.id, Unit.name, Unit.part_of).join(above, Unit.id == above.c.part_of)
    )
    assert session.exec(select(above.c.name)).all() == ["foundry", "works", "company"]
