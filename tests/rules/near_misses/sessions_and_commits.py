"""Where sessions are made, committed, refreshed and ended."""

import random
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Field, Session, SQLModel, create_engine, insert, select, text


class City(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    size: int = 0


class Stamped(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    at: str = Field(default=None, sa_column_kwargs={"server_default": text("'now'")})


engine = create_engine("sqlite:///near.db")
SessionLocal = sessionmaker(engine, class_=Session)


# --- commits in loops ---


def each_name(session: Session, names: list[str]) -> None:
    for name in names:
        city = City(name=name)
        session.add(city)
        session.commit()  # expect: SQM009


def each_name_refreshed(session: Session, names: list[str]) -> None:
    for name in names:
        city = City(name=name)
        session.add(city)
        session.commit()  # expect: SQM009
        session.refresh(city)  # expect: SQM006


def in_batches(session: Session, names: list[str]) -> None:
    for number, name in enumerate(names):
        session.add(City(name=name))
        if number % 100 == 0:
            session.commit()
    session.commit()


def whole_chunks(session: Session, chunks: Iterable[list[City]]) -> None:
    for chunk in chunks:
        session.add_all(chunk)
        session.commit()


def session_for_each(names: list[str]) -> None:
    for name in names:
        with Session(engine) as session:
            session.add(City(name=name))
            session.commit()


def one_bad_row_is_left_out(session: Session, names: list[str]) -> None:
    for name in names:
        try:
            session.add(City(name=name))
            session.commit()
        except IntegrityError:
            session.rollback()


def with_retries(session: Session, city: City) -> None:
    for _ in range(3):
        session.add(city)
        session.commit()
        break


def slow_work_between(session: Session, cities: list[City]) -> None:
    for city in cities:
        city.size = requests.get(f"https://example.org/{city.id}", timeout=3).json()
        session.add(city)
        session.commit()


def until_none_is_left(session: Session) -> None:
    while row := session.exec(select(City).limit(1)).first():
        session.delete(row)
        session.commit()


# --- refreshes ---


def refreshed_and_returned(session: Session, name: str) -> City:
    city = City(name=name)
    session.add(city)
    session.commit()
    session.refresh(city)
    return city


def refreshed_for_the_database_values(session: Session) -> None:
    rows = [Stamped() for _ in range(random.randint(1, 9))]
    session.add_all(rows)
    session.commit()
    for row in rows:
        session.refresh(row)


def refreshed_one_by_one(session: Session, cities: list[City]) -> None:
    session.add_all(cities)
    session.commit()
    for city in cities:
        session.refresh(city)  # expect: SQM006


def refreshed_a_few(session: Session, one: City, two: City) -> None:
    session.commit()
    for city in (one, two):
        session.refresh(city)


def refreshed_parameter(session: Session, city: City) -> None:
    session.add(city)
    session.commit()
    session.refresh(city)


def refreshed_for_nothing(session: Session, city_id: int) -> bool:
    city = session.get_one(City, city_id)
    city.size += 1
    session.add(city)
    session.commit()
    session.refresh(city)  # expect: SQM006
    return True


# --- who closes ---


def never_closed() -> int:
    session = Session(engine)  # expect: SQM030
    return len(session.exec(select(City.name)).all())


def made_in_passing(city_id: int) -> City | None:
    return Session(engine).get(City, city_id)  # expect: SQM030


def closed_by_hand() -> None:
    session = SessionLocal()
    try:
        session.add(City(name="Ulm"))
        session.commit()
    finally:
        session.close()


def handed_out() -> Session:
    session = Session(engine)
    return session


def on_a_stack(stack: ExitStack) -> None:
    session = stack.enter_context(Session(engine))
    session.add(City(name="Ulm"))
    session.commit()


def as_a_block() -> None:
    session = Session(engine)
    with session:
        session.add(City(name="Ulm"))
        session.commit()


class Repository:
    def __init__(self) -> None:
        session = Session(engine)
        self.session = session


def yielded_and_left() -> Iterator[Session]:
    session = Session(engine)
    try:
        yield session  # expect: SQM031
    except ValueError:
        session.rollback()


def yielded_and_closed() -> Iterator[Session]:
    session = Session(engine)
    try:
        yield session
    finally:
        session.close()


@contextmanager
def yielded_from_a_block() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
def a_session() -> Iterator[Session]:
    session = Session(engine)
    yield session
    session.close()


@pytest.fixture
def a_forgotten_session() -> Iterator[Session]:
    session = Session(engine)
    yield session  # expect: SQM031


# --- writes that are lost ---


def lost() -> None:
    with Session(engine) as session:
        session.add(City(name="Ulm"))  # expect: SQM064


def lost_insert() -> None:
    with Session(engine) as session:
        session.exec(insert(City), params=[{"name": "Ulm"}])  # expect: SQM064


def begun() -> None:
    with Session(engine) as session, session.begin():
        session.add(City(name="Ulm"))


def begun_by_the_maker() -> None:
    with SessionLocal.begin() as session:
        session.add(City(name="Ulm"))


def begun_inside() -> None:
    with Session(engine) as session:  # noqa: SIM117
        with session.begin():
            session.add(City(name="Ulm"))


def helper_commits() -> None:
    with Session(engine) as session:
        session.add(City(name="Ulm"))
        refreshed_and_returned(session, "Bonn")


def only_looked_at() -> None:
    with Session(engine) as session:
        session.add(City(name="Ulm"))
        session.flush()
        session.rollback()


def committed_later(session: Session) -> None:
    session.add(City(name="Ulm"))


# --- after an error ---


def used_after_the_error(session: Session, names: list[str]) -> int:
    try:
        session.add_all([City(name=name) for name in names])
        session.commit()
    except IntegrityError:  # expect: SQM065
        pass
    return session.exec(select(City.id)).one() or 0


def rolled_back(session: Session, name: str) -> City | None:
    try:
        session.add(City(name=name))
        session.commit()
    except IntegrityError:
        session.rollback()
    return session.exec(select(City)).first()


def savepoint(session: Session, name: str) -> City | None:
    try:
        with session.begin_nested():
            session.add(City(name=name))
            session.flush()
    except IntegrityError:
        pass
    return session.exec(select(City)).first()


def left_to_the_owner(session: Session, name: str) -> None:
    session.add(City(name=name))
    try:
        session.commit()
    except IntegrityError as error:
        raise ValueError(name) from error


def closed_around_it(name: str) -> None:
    try:
        with Session(engine) as session:
            session.add(City(name=name))
            session.commit()
    except IntegrityError:
        pass


# --- rows after their session ---


def id_after_the_block(name: str) -> int | None:
    with Session(engine) as session:
        city = City(name=name)
        session.add(city)
        session.commit()
    return city.id  # expect: SQM049


def id_after_a_refresh(name: str) -> int | None:
    with Session(engine) as session:
        city = City(name=name)
        session.add(city)
        session.commit()
        session.refresh(city)
    return city.id


def id_that_is_kept(name: str) -> int | None:
    with Session(engine, expire_on_commit=False) as session:
        city = City(name=name)
        session.add(city)
        session.commit()
    return city.id


def only_read(city_id: int) -> str:
    with Session(engine) as session:
        city = session.get_one(City, city_id)
    return city.name


def moved_to_another_session(city_id: int) -> str:
    with Session(engine) as session:
        city = session.get_one(City, city_id)
        session.commit()
    with Session(engine) as other:
        other.add(city)
        return city.name


def expected_to_fail(city_id: int) -> None:
    with Session(engine) as session:
        city = session.get_one(City, city_id)
        session.commit()
    with pytest.raises(Exception, match="not bound"):
        assert city.name
