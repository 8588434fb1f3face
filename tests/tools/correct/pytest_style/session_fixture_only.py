# Shows tests of plain functions with a session fixture.
import pytest
from sqlmodel import Field, Session, SQLModel, col, create_engine, select


class Dish(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    cents: int


def cheapest(session: Session, most: int = 3) -> list[Dish]:
    statement = select(Dish).order_by(col(Dish.cents), col(Dish.id)).limit(most)
    return list(session.exec(statement).all())


@pytest.fixture
def engine():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session


def test_no_dishes(session):
    assert cheapest(session) == []


def test_cheapest_comes_first(session):
    session.add_all([Dish(name="soup", cents=400), Dish(name="bread", cents=100)])
    session.commit()

    assert [dish.name for dish in cheapest(session)] == ["bread", "soup"]


@pytest.mark.parametrize("most", [1, 2])
def test_no_more_than_asked_for(session, most):
    session.add_all([Dish(name=str(n), cents=n) for n in range(5)])
    session.commit()

    assert len(cheapest(session, most)) == most
