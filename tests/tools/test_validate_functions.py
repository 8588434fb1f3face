"""validate_snippet calls functions that are only defined, where it has arguments."""

import pytest
from mcp_server.results import Validation
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

MODELS = """\
import uuid
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    heroes: list["Hero"] = Relationship(back_populates="team")

class HeroBase(SQLModel):
    name: str
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)

class Hero(HeroBase, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    team: Team | None = Relationship(back_populates="heroes")

class HeroCreate(HeroBase):
    pass

class HeroUpdate(SQLModel):
    name: str | None = None

engine = create_engine("sqlite:///app.db")
"""
LINES = len(MODELS.splitlines())
LAZY = """\
def team_sizes(session: Session) -> list[int]:
    teams = session.exec(select(Team).order_by(Team.id)).all()
    return [len(team.heroes) for team in teams]
"""
EAGER = """\
from sqlalchemy.orm import selectinload

def team_sizes(session: Session) -> list[int]:
    query = select(Team).order_by(Team.id).options(selectinload(Team.heroes))
    return [len(team.heroes) for team in session.exec(query).all()]
"""


async def _run(code: str, models: str = MODELS) -> Validation:
    return await validate_snippet(code=models + code, detail="full")


def _called(result: Validation) -> str:
    found = [one for one in result.assumed if one.startswith("called: ")]
    return found[0].removeprefix("called: ") if found else ""


def _alarms(result: Validation) -> list[str | None]:
    assert (result.error, result.status) == (None, "passed"), result.stderr
    return [one.problem for one in result.findings if one.severity != "info"]


async def test_an_n_plus_one_in_a_function_that_nobody_calls_is_found() -> None:
    result = await _run(LAZY)

    assert _alarms(result) == ["n-plus-one"]
    (finding,) = [one for one in result.findings if one.problem == "n-plus-one"]
    assert finding.line == LINES + 3
    assert _called(result) == "team_sizes(session)"


async def test_the_same_function_that_loads_eagerly_has_no_finding() -> None:
    result = await _run(EAGER)

    assert _alarms(result) == []
    assert _called(result) == "team_sizes(session)"


async def test_a_function_that_the_program_calls_is_not_called_again() -> None:
    tables = "SQLModel.metadata.create_all(engine)\n"
    guarded = "if __name__ == '__main__':\n    with Session(engine) as s:\n"
    code = tables + LAZY + guarded + "        print(team_sizes(s))\n"
    result = await _run(code)

    assert (result.stdout, _called(result), _alarms(result)) == ("[]\n", "", [])


async def test_create_read_update_and_delete_get_what_they_ask_for() -> None:
    code = """\
def delete_hero(session: Session, hero: Hero) -> None:
    session.delete(hero)
    session.commit()

def create_hero(*, session: Session, hero_in: HeroCreate) -> Hero:
    hero = Hero.model_validate(hero_in)
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return hero

def get_hero(session: Session, hero_id: uuid.UUID) -> Hero:
    return session.get_one(Hero, hero_id)

def get_team_by_name(db, name: str) -> Team:
    return db.exec(select(Team).where(Team.name == name)).one()

def update_hero(session: Session, hero: Hero, data: HeroUpdate) -> Hero:
    hero.sqlmodel_update(data.model_dump(exclude_unset=True))
    session.add(hero)
    session.commit()
    return hero
"""
    result = await _run(code)

    assert _alarms(result) == []
    assert _called(result) == (
        "create_hero(session=session, hero_in=HeroCreate), "
        "get_hero(session, 00000000-0000-4000-8000-000000000001), "
        "get_team_by_name(session, 'name 1'), update_hero(session, Hero, HeroUpdate), "
        "delete_hero(session, Hero)"
    )
    sql = " ".join(group.sql for group in result.statements.groups)
    for verb in ("INSERT INTO hero", "UPDATE hero", "DELETE FROM hero"):
        assert verb in sql
    assert result.statements.total == 0, "none of them is the program's own"


async def test_tables_are_made_first_and_dropped_last() -> None:
    code = """\
def drop_tables():
    SQLModel.metadata.drop_all(engine)

def first_team() -> str | None:
    with Session(engine) as session:
        team = session.exec(select(Team).order_by(Team.id)).first()
        return team.name if team else None

def create_db_and_tables():
    SQLModel.metadata.create_all(engine)
"""
    result = await _run(code)

    assert _alarms(result) == []
    assert _called(result) == "create_db_and_tables(), first_team(), drop_tables()"


async def test_async_functions_get_an_async_session() -> None:
    code = """\
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

aengine = create_async_engine("sqlite+aiosqlite:///app.db")

async def rename(session: AsyncSession, team_id: int, name: str) -> str:
    team = await session.get_one(Team, team_id)
    team.name = name
    await session.commit()
    return team.name
"""
    result = await _run(code)

    assert _alarms(result) == []
    assert _called(result) == "rename(session, 1, 'name 501')"


async def test_implicit_io_in_an_async_function_is_an_error() -> None:
    code = """\
from sqlmodel.ext.asyncio.session import AsyncSession

async def size(session: AsyncSession, team_id: int) -> int:
    team = await session.get_one(Team, team_id)
    return len(team.heroes)
"""
    result = await _run(code)

    assert "missing-greenlet" in _alarms(result)
    finding = result.findings[0]
    assert finding.line == LINES + 5
    assert finding.message.startswith("size() was called and raised StatementError: ")


async def test_a_detached_row_in_a_function_is_an_error() -> None:
    code = """\
def sizes() -> int:
    with Session(engine) as session:
        team = session.exec(select(Team).order_by(Team.id)).first()
    return len(team.heroes)
"""
    result = await _run(code)

    assert _alarms(result) == ["detached-instance"]
    assert result.findings[0].line == LINES + 4


@pytest.mark.parametrize(
    "body",
    [
        "raise HTTPException(status_code=404)",
        "raise ValueError(name)",
        "return {}[name]",
        "return session.exec(select(Team).where(Team.name == name + '!')).one()",
        "session.add(Team(name='name 1'))\n    session.commit()",
        "session.add(Hero(name=name, team_id=77))\n    session.commit()",
        "raise SystemExit(3)",
        "raise NotImplementedError",
        "input()",
    ],
)
async def test_what_our_arguments_may_have_brought_about_is_no_finding(
    body: str,
) -> None:
    head = "from fastapi import HTTPException\n\ndef f(session: Session, name: str):\n"
    result = await _run(f"{head}    {body}\n")

    assert _alarms(result) == []
    assert _called(result) == "f(session, 'name 501')"


async def test_a_function_that_does_not_end_is_stopped_and_the_run_goes_on() -> None:
    code = "def worker():\n    while True:\n        pass\n"
    result = await _run(code)

    assert _alarms(result) == []
    assert _called(result) == "worker(), stopped after 1 s"


async def test_what_functions_print_is_not_the_output_of_the_program() -> None:
    result = await _run("def hello():\n    print('hello')\n")

    assert (result.stdout, _called(result)) == ("", "hello()")


async def test_a_function_without_arguments_for_it_is_named() -> None:
    result = await _run("def publish(queue, message): queue.put(message)\n")

    assert "not called, for want of arguments: publish" in result.assumed


async def test_generators_decorated_and_registered_functions_are_not_called() -> None:
    code = """\
from fastapi import Depends, FastAPI
from sqlalchemy import event

app = FastAPI()

def get_session():
    with Session(engine) as session:
        yield session

def current_team(session: Session = Depends(get_session)) -> Team | None:
    return session.get(Team, 1)

@event.listens_for(engine, "connect")
def pragma(connection, record):
    raise AssertionError

@app.get("/team")
def team(team: Team | None = Depends(current_team)) -> str:
    return team.name if team else ""
"""
    result = await _run(code)

    assert _called(result) == ""


async def test_functions_of_other_modules_of_the_program_are_called() -> None:
    crud = "from app.models import *\n\n" + LAZY
    files = {
        "app/__init__.py": "",
        "app/models.py": MODELS,
        "app/crud.py": crud,
        "app/main.py": "from app import crud\n",
    }
    result = await validate_snippet(files=files, entry="app/main.py", detail="full")

    (finding,) = [one for one in result.findings if one.severity != "info"]
    assert (finding.problem, finding.file, finding.line) == (
        "n-plus-one",
        "app/crud.py",
        5,
    )


async def test_functions_of_the_context_are_not_called() -> None:
    result = await validate_snippet(code="print(1)", context=MODELS + LAZY)

    assert _called(result) == ""


async def test_the_same_findings_come_in_the_same_order_every_time() -> None:
    code = LAZY + "\ndef first(session: Session, hero_id: uuid.UUID): ...\n"
    seen = {
        (await _run(code)).model_dump_json(include={"findings", "assumed"})
        for _ in range(5)
    }

    assert len(seen) == 1
