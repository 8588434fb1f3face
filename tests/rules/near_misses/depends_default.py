from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Session

app = FastAPI()


def get_session() -> Session:
    raise NotImplementedError


class Filters:
    pass


@app.get("/right")
def right(
    session: Annotated[Session, Depends(get_session)],
    filters: Filters = Depends(),  # noqa: B008
) -> None:
    pass


@app.get("/wrong")
def wrong(
    query: str = "",
    session: Session = Depends(get_session),  # noqa: B008  # expect: SQM057
) -> None:
    pass
