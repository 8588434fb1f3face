"""Programs with a session, and what is found in them."""

from mcp_server.results import Finding
from mcp_server.tools.validate_snippet import validate_snippet

SETUP = """\
from sqlmodel import Field, Session, SQLModel, create_engine, select, update

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(default="x", index=True)

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Hero(name=str(n)) for n in range(5)])
    session.commit()
"""


ASYNC = """\
import asyncio
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = "x"

async def main():
    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    try:
        await work(engine)
    except ValueError:
        pass
    await engine.dispose()
"""


API = """\
from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient

app = FastAPI()
"""


async def findings_of(code: str) -> list[Finding]:
    result = await validate_snippet(code=code)
    assert result.error is None
    return [one for one in result.findings if one.severity != "info"]


async def only(code: str, problem: str, line: str) -> Finding:
    """The only finding, which is at the first line that ends with the given text."""
    (finding,) = await findings_of(code)
    lines = code.splitlines()
    expected = 1 + next(n for n, one in enumerate(lines) if one.endswith(line))
    assert (finding.problem, finding.line) == (problem, expected)
    return finding
