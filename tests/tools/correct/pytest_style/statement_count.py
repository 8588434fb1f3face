# Shows a test that counts statements, so that a list stays free of N+1.
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Train(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    cars: list["Car"] = Relationship(back_populates="train")


class Car(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    seats: int
    train_id: int = Field(foreign_key="train.id", index=True)
    train: Train = Relationship(back_populates="cars")


def seats_by_train(session: Session) -> dict[str, int]:
    trains = session.exec(select(Train).options(selectinload(Train.cars)))
    return {train.name: sum(car.seats for car in train.cars) for train in trains}


@pytest.fixture
def engine():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


@contextmanager
def counted(engine):
    statements = []

    def record(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", record)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", record)


@pytest.mark.parametrize("trains", [2, 12])
def test_the_number_of_statements_does_not_grow(engine, trains):
    with Session(engine) as session:
        for number in range(trains):
            cars = [Car(seats=40), Car(seats=60)]
            session.add(Train(name=f"IC {number}", cars=cars))
        session.commit()

    with Session(engine) as session, counted(engine) as statements:
        seats = seats_by_train(session)

    assert set(seats.values()) == {100}
    assert len(statements) == 2
