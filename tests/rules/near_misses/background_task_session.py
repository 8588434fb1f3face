from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from sqlmodel import Session, create_engine

engine = create_engine("sqlite:///app.db")
app = FastAPI()


def get_session() -> Session:
    raise NotImplementedError


SessionDep = Annotated[Session, Depends(get_session)]
ShortDep = Annotated[Session, Depends(get_session, scope="function")]


def work(key: int, session: Session | None = None) -> None:
    with session or Session(engine) as own:
        own.rollback()


@app.post("/keys")
def with_keys(key: int, session: SessionDep, tasks: BackgroundTasks) -> None:
    session.rollback()
    tasks.add_task(work, key)


@app.post("/own")
def with_own(tasks: BackgroundTasks) -> None:
    tasks.add_task(work, 1, Session(engine))


@app.post("/request")
def with_request(session: SessionDep, tasks: BackgroundTasks) -> None:
    tasks.add_task(work, 1, session)  # expect: SQM051


@app.post("/method")
def with_method(session: ShortDep, tasks: BackgroundTasks) -> None:
    tasks.add_task(session.rollback)  # expect: SQM051
