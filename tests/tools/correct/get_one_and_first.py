# Shows get(), one(), first(), one_or_none() and what they say when a row is missing.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Bridge(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    city: str = Field(index=True)


engine = create_engine("sqlite:///bridges.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Bridge(name="Iron Arch", city="Porto"))
    session.add(Bridge(name="Swing", city="Hull"))
    session.add(Bridge(name="Toll", city="Hull"))
    session.commit()

with Session(engine) as session:
    bridge = session.get(Bridge, 1)
    assert bridge is not None
    print("By key:", bridge.name)

    print("Missing:", session.get(Bridge, 9001))

    by_name = session.exec(select(Bridge).where(Bridge.name == "Swing")).one()
    print("One:", by_name.city)

    in_hull = select(Bridge).where(Bridge.city == "Hull").order_by(Bridge.name)
    first = session.exec(in_hull).first()
    assert first is not None and first.name == "Swing"

    none = session.exec(select(Bridge).where(Bridge.city == "Oslo")).one_or_none()
    assert none is None

    try:
        session.exec(in_hull).one()
    except MultipleResultsFound as error:
        print("Too many:", error)

    try:
        session.exec(select(Bridge).where(Bridge.city == "Oslo")).one()
    except NoResultFound as error:
        print("None:", error)
