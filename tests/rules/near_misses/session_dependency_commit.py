from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Session, create_engine

engine = create_engine("sqlite:///app.db")
app = FastAPI()


def plain() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def early() -> Iterator[Session]:
    with Session(engine) as session:
        session.commit()
        yield session


def scoped() -> Iterator[Session]:
    with Session(engine) as session, session.begin():
        yield session


@contextmanager
def unit_of_work() -> Iterator[Session]:
    with Session(engine) as session:
        yield session
        session.commit()


def late() -> Iterator[Session]:
    with Session(engine) as session:
        try:
            yield session
            session.commit()  # expect: SQM072
        except Exception:
            session.rollback()
            raise


def in_block() -> Iterator[Session]:
    with Session(engine) as session, session.begin():  # expect: SQM072
        yield session


@app.get("/")
def read(
    one: Annotated[Session, Depends(plain)],
    two: Annotated[Session, Depends(early)],
    three: Annotated[Session, Depends(scoped, scope="function")],
    four: Annotated[Session, Depends(late)],
    five: Annotated[Session, Depends(in_block)],
) -> None:
    pass
