"""An application with one model, in parts."""

from mcp_server.results import Validation
from mcp_server.tools.validate_snippet import validate_snippet

MODEL = """\
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel, create_engine, select

class Item(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)
"""


ENGINE = 'engine = create_engine("sqlite:///items.db")\n'


READ = """\
def read():
    with Session(engine) as session:
        return session.exec(select(Item).order_by(Item.id).limit(100)).all()
"""


TABLES = "SQLModel.metadata.create_all(engine)\n"


async def run(*parts: str) -> Validation:
    return await validate_snippet(code="".join(parts), detail="full")


def statuses(result: Validation) -> dict[str, int | None]:
    return {f"{one.method} {one.path}": one.status for one in result.requests}
