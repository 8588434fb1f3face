# The engine and the session of a request.
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, SQLModel, create_engine

from .models import Patient, Visit

engine = create_engine("sqlite:///clinic.db")
TABLES = [Patient.__table__, Visit.__table__]


def create_tables() -> None:
    SQLModel.metadata.create_all(engine, tables=TABLES)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
