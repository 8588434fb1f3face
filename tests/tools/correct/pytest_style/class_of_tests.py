# Shows tests grouped in a class, with an autouse fixture that makes the tables anew.
import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, func, select

engine = create_engine("sqlite:///test.db")


class Plate(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)


@pytest.fixture(autouse=True)
def tables():
    SQLModel.metadata.create_all(engine)
    yield
    SQLModel.metadata.drop_all(engine)
    engine.dispose()


class TestPlate:
    def test_is_stored(self):
        with Session(engine) as session:
            session.add(Plate(number="AB 1"))
            session.commit()
        with Session(engine) as session:
            assert session.exec(select(Plate)).one().number == "AB 1"

    def test_number_is_unique(self):
        with Session(engine) as session:
            session.add(Plate(number="AB 1"))
            session.commit()
            session.add(Plate(number="AB 1"))
            with pytest.raises(IntegrityError):
                session.commit()
            session.rollback()
            assert session.exec(select(func.count()).select_from(Plate)).one() == 1

    def test_starts_empty(self):
        with Session(engine) as session:
            assert session.exec(select(Plate)).first() is None
