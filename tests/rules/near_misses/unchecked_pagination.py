from typing import Annotated

from fastapi import Depends, FastAPI, Query
from sqlmodel import Field, Session, SQLModel, col, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


def get_session() -> Session:
    raise NotImplementedError


app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]
Limit = Annotated[int, Query(ge=1, le=100)]
IDS = select(Hero.id).order_by(col(Hero.id))


@app.get("/bounded")
def bounded(session: SessionDep, limit: Limit = 10) -> list[int]:
    return session.exec(IDS.limit(limit)).all()


@app.get("/clamped")
def clamped(session: SessionDep, limit: int = 10) -> list[int]:
    return session.exec(IDS.limit(max(1, min(limit, 100)))).all()


@app.get("/checked")
def checked(session: SessionDep, limit: int = 10) -> list[int]:
    if not 0 < limit <= 100:
        return []
    return session.exec(IDS.limit(limit)).all()


def not_an_endpoint(session: Session, limit: int = 10) -> list[int]:
    return session.exec(IDS.limit(limit)).all()


@app.get("/tutorial")
def tutorial(
    session: SessionDep,
    offset: int = 0,  # expect: SQM052
    limit: Annotated[int, Query(le=100)] = 100,  # expect: SQM052
) -> list[int]:
    return session.exec(IDS.offset(offset).limit(limit)).all()


@app.get("/default")
def default(
    session: SessionDep,
    limit: int = Query(default=100),  # expect: SQM052
) -> list[int]:
    return session.exec(IDS.limit(limit)).all()
