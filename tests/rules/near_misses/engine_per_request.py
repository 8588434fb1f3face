from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, create_engine, text

app = FastAPI()


@lru_cache
def get_engine() -> Engine:
    return create_engine("sqlite:///app.db")


def get_session(engine: Annotated[Engine, Depends(get_engine)]) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/reachable")
def reachable(name: str) -> bool:
    other = create_engine(f"sqlite:///{name}.db")
    with other.connect() as connection:
        connection.execute(text("SELECT 1"))
    other.dispose()
    return True


@app.get("/count")
def count() -> int:
    with Session(create_engine("sqlite:///app.db")) as session:  # expect: SQM053
        return session.scalar(text("SELECT 1"))
