"""validate_snippet: what becomes of relationships, in the database and in responses."""

import pytest
from mcp_server.results import Finding
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

MODELS = """\
from typing import Annotated, Any
from fastapi import Depends, FastAPI, HTTPException, Path
from sqlalchemy import event
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, delete
from sqlmodel import select, text

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship({relationship})

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(
        default=None, foreign_key="team.id", {key}index=True
    )
    team: Team | None = Relationship(back_populates="heroes")

engine = create_engine("{url}")
"""
ENFORCE = """\
event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA foreign_keys=ON"))
"""
ROWS = """\
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Team(id=1, heroes=[Hero() for _ in range({rows})]))
    session.commit()
"""
DELETE = """\
with Session(engine) as session:
    session.delete(session.get_one(Team, 1))  # here
    session.commit()
engine.dispose()
"""


def _models(key: str = "", options: str = "", url: str = "sqlite:///app.db") -> str:
    relationship = f'back_populates="team", {options}'
    ondelete = f'ondelete="{key}", ' if key else ""
    return MODELS.format(relationship=relationship, key=ondelete, url=url)


async def _findings(code: str) -> list[Finding]:
    result = await validate_snippet(code=code)
    assert result.error is None, result.stderr
    return result.findings


async def _on_delete(key: str, options: str = "", rows: int = 2) -> list[Finding]:
    start = _models(key, options) + ENFORCE
    found = await _findings(start + ROWS.format(rows=rows) + DELETE)
    # What the rule says of the models, where the run has nothing to say, is a remark.
    return [one for one in found if one.evidence == "observed"]


async def _at_the_delete(key: str, options: str = "", rows: int = 2) -> Finding:
    (found,) = await _on_delete(key, options, rows)
    code = _models(key, options) + ENFORCE + ROWS + DELETE
    assert found.line == 1 + [
        one.endswith("# here") for one in code.splitlines()
    ].index(True)
    assert found.problem == "passive-deletes"
    return found


@pytest.mark.parametrize("key", ["CASCADE", "RESTRICT"])
async def test_children_that_lose_their_key_although_the_database_has_a_rule(
    key: str,
) -> None:
    found = await _at_the_delete(key)

    assert found.severity == "warning"
    assert f"ON DELETE {key} had nothing left to do" in found.message
    assert found.fix and "passive_deletes" in found.fix


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("CASCADE", "cascade_delete=True"),
        ("SET NULL", ""),
    ],
)
async def test_children_that_are_loaded_for_nothing_matter_if_they_are_many(
    key: str, options: str
) -> None:
    few = await _at_the_delete(key, options)
    many = await _at_the_delete(key, options, rows=40)

    assert (few.severity, many.severity) == ("info", "warning")
    assert "loaded 40 rows of Team.heroes" in many.message


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("CASCADE", "cascade_delete=True, passive_deletes=True"),
        ("CASCADE", 'passive_deletes="all"'),
        ("SET NULL", "passive_deletes=True"),
        ("", "cascade_delete=True"),
        ("", ""),
    ],
)
async def test_children_that_are_left_to_the_database_or_have_no_rule_are_none(
    key: str, options: str
) -> None:
    assert await _on_delete(key, options, rows=40) == []


async def test_children_that_were_loaded_before_are_changed_in_spite_of_it() -> None:
    start = _models("CASCADE", "passive_deletes=True") + ENFORCE
    read = DELETE.replace(
        "    session.delete",
        "    team = session.get_one(Team, 1)\n    team.heroes\n    session.delete",
    )
    (found,) = await _findings(start + ROWS.format(rows=2) + read)

    assert (found.problem, found.severity) == ("passive-deletes", "warning")


async def test_children_that_have_moved_are_none() -> None:
    start = _models("CASCADE") + ENFORCE + ROWS.format(rows=2)
    move = DELETE.replace(
        "    session.delete",
        "    heroes = session.get_one(Team, 1).heroes\n"
        "    session.add(Team(id=2, heroes=list(heroes)))\n"
        "    session.delete",
    )
    found = await _findings(start + move)

    assert [one for one in found if one.severity != "info"] == []


BULK = DELETE.replace(
    "session.delete(session.get_one(Team, 1))", "session.exec(delete(Team))"
)


@pytest.mark.parametrize("how", [DELETE, BULK])
async def test_what_a_key_has_done_only_here_is_a_finding(how: str) -> None:
    start = _models("CASCADE", "cascade_delete=True, passive_deletes=True")
    (found,) = await _findings(start + ROWS.format(rows=3) + how)

    assert (found.problem, found.severity) == ("sqlite-fk-not-enforced", "warning")
    assert "This DELETE changed 3 rows more by ON DELETE" in found.message
    assert found.fix and "PRAGMA foreign_keys=ON" in found.fix


@pytest.mark.parametrize("key", ["CASCADE", "SET NULL"])
async def test_with_the_pragma_or_on_a_server_it_is_none(key: str) -> None:
    start = _models(key, "passive_deletes=True")
    program = ROWS.format(rows=3) + BULK
    assert await _findings(start + ENFORCE + program) == []

    server = _models(key, "passive_deletes=True", "postgresql+psycopg://u:p@db.test/a")
    assert await _findings(server + program) == []


async def test_rows_that_a_trigger_changes_are_none() -> None:
    trigger = """\
SQLModel.metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(text(
        "CREATE TRIGGER orphans AFTER DELETE ON team BEGIN "
        "DELETE FROM hero WHERE team_id = old.id; END"
    ))
"""
    found = await _findings(_models() + trigger + ROWS.format(rows=2) + BULK)

    assert [one for one in found if one.severity != "info"] == []


APP = """\
class HeroPublic(SQLModel):
    id: int

class TeamPublic(SQLModel):
    id: int

class TeamWithHeroes(TeamPublic):
    heroes: list[HeroPublic]

def get_session():
    with Session(engine) as session:
        yield session

def check(team):
    assert len(team.heroes) < 1000

app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]
SQLModel.metadata.create_all(engine)

@app.get("/teams/{{team_id}}", response_model={answer})
def read_team(team_id: Annotated[int, Path(ge=1, le=9999)], session: SessionDep) -> Any:
    team = session.get(Team, team_id{options})
    if team is None:
        raise HTTPException(404, "No such team")
    {use}
    return team
"""
EAGER = ", options=[selectinload(Team.heroes)]"


async def _omitted(answer: str, options: str = EAGER, use: str = "pass") -> list[str]:
    """Severity of each finding that says that the relationship is missing."""
    app = APP.format(answer=answer, options=options, use=use)
    found = await _findings(_models() + app)
    observed = [one for one in found if one.evidence == "observed"]
    assert {one.problem for one in observed} <= {"response-missing-relationship"}
    return [one.severity for one in observed]


async def test_a_relationship_that_is_loaded_and_not_sent_is_a_finding() -> None:
    assert await _omitted("Team") == ["warning"]
    assert await _omitted("Team | None") == ["warning"]
    assert await _omitted("Team", "", "session.refresh(team, ['heroes'])") == [
        "warning"
    ]
    assert await _omitted("Team", "", "team.heroes") == ["warning"]


async def test_a_public_model_may_lack_it_too() -> None:
    assert await _omitted("TeamPublic") == ["warning"]


async def test_a_query_that_endpoints_share_may_load_what_one_leaves_out() -> None:
    app = APP.format(answer="TeamPublic", options=", options=EAGER", use="pass")
    eager = "EAGER = [selectinload(Team.heroes)]\n"
    found = await _findings(_models() + eager + app)

    assert [one.severity for one in found if one.evidence == "observed"] == ["info"]


@pytest.mark.parametrize(
    ("answer", "options", "use"),
    [
        ("TeamWithHeroes", EAGER, "pass"),
        ("Team", "", "pass"),
        ("Team", EAGER, "print(len(team.heroes))"),
        ("Team", "", "assert not [one for one in team.heroes if one.id == 0]"),
        ("Team", EAGER, "assert all(one.team_id for one in team.heroes)"),
        ("TeamPublic", EAGER, "check(team)"),
    ],
)
async def test_a_relationship_that_is_sent_or_used_or_not_loaded_is_none(
    answer: str, options: str, use: str
) -> None:
    assert await _omitted(answer, options, use) == []


async def test_a_property_of_the_row_may_have_used_it() -> None:
    app = APP.format(answer="Team", options=EAGER, use="pass")
    size = "    @property\n    def size(self):\n        return len(self.heroes)\n"
    models = _models().replace("\nclass Hero(", f"{size}\nclass Hero(", 1)
    found = await _findings(models + app)

    assert [one for one in found if one.evidence == "observed"] == []


async def test_models_that_lead_back_to_each_other_are_a_finding() -> None:
    app = APP.format(answer="TeamWithHeroes", options=EAGER, use="pass")
    app = app.replace(
        "    id: int\n", '    id: int\n    team: "TeamWithHeroes | None" = None\n', 1
    )
    found = await _findings(_models() + app)
    (error,) = [one for one in found if one.severity == "error"]

    assert error.problem == "response-recursion"
    assert "cyclic reference" in error.message or "recursion" in error.message.lower()


async def test_rows_of_plain_sqlalchemy_that_lead_back_to_each_other_are_one() -> None:
    code = """\
from fastapi import FastAPI
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column
from sqlalchemy.orm import relationship

class Base(DeclarativeBase): pass

class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    heroes: Mapped[list["Hero"]] = relationship(back_populates="team")

class Hero(Base):
    __tablename__ = "hero"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    team: Mapped[Team] = relationship(back_populates="heroes")

engine = create_engine("sqlite:///app.db")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Team(heroes=[Hero(), Hero()]))
    session.commit()
app = FastAPI()

@app.get("/heroes")
def read_heroes():
    both = joinedload(Hero.team).selectinload(Team.heroes)
    with Session(engine) as session:
        query = select(Hero).options(both).order_by(Hero.id).limit(10)
        return session.scalars(query).unique().all()
"""
    found = await _findings(code)

    errors = [one for one in found if one.severity == "error"]
    assert [one.problem for one in errors] == ["response-recursion"]
