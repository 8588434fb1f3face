# Shows one database for all tests and a transaction that each test rolls back.
import pytest
from sqlalchemy import event
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Stamp(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    country: str


def add_stamp(session: Session, country: str) -> None:
    session.add(Stamp(country=country))
    session.commit()


@pytest.fixture(scope="module")
def engine():
    engine = create_engine(
        "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )

    @event.listens_for(engine, "connect")
    def no_implicit_begin(connection, _record):
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection):
        connection.exec_driver_sql("BEGIN")

    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    with engine.connect() as connection:
        transaction = connection.begin()
        with Session(
            bind=connection, join_transaction_mode="create_savepoint"
        ) as session:
            yield session
        transaction.rollback()


@pytest.mark.parametrize("country", ["Peru", "Fiji"])
def test_only_its_own_stamp_is_there(session, country):
    add_stamp(session, country)

    assert session.exec(select(Stamp.country)).all() == [country]
