"""validate_snippet: names and modules that a fragment does not have."""

import pytest
from mcp_server.tools.validate_snippet import validate_snippet
from tests.tools.fragments import HERO, imported, passed, run

pytestmark = pytest.mark.anyio

IMPORTS = "from .models import Hero as H\nfrom app.db import engine\n"


async def test_a_supplied_engine_enforces_foreign_keys() -> None:
    code = (
        HERO
        + "class Pet(SQLModel, table=True):\n"
        + "    id: int | None = Field(default=None, primary_key=True)\n"
        + "    hero_id: int = Field(foreign_key='hero.id')\n"
        + "session.add(Pet(hero_id=7))\nsession.commit()\n"
    )
    result = await run(code)

    assert result.error is not None
    assert "FOREIGN KEY constraint failed" in result.error.message


async def test_a_missing_model_is_one_finding_and_no_traceback() -> None:
    result = await run("hero = session.get(Hero, 1)\nteam = session.get(Team, 1)\n")

    (finding,) = result.findings
    assert (finding.problem, finding.severity) == ("missing-name", "error")
    assert (finding.file, finding.line) == ("snippet.py", 1)
    assert finding.message == (
        "`Hero`, `Team` are not defined here; send their definitions in `context`."
    )
    assert result.error is not None
    assert result.error.type == "NameError"
    assert result.stderr == ""


async def test_a_name_that_is_used_only_in_a_function_is_no_error() -> None:
    result = await passed(HERO + "def find() -> Team:\n    return Team()\n")

    assert "not defined here: `Team`; what uses it was not run" in result.assumed


async def test_a_name_error_of_a_name_that_is_bound_later_has_its_traceback() -> None:
    result = await run("print(x)\nx = 1\n")

    assert result.findings == []
    assert "NameError: name 'x' is not defined" in result.stderr


async def test_a_model_that_is_named_as_something_of_a_library_is_missing() -> None:
    for code in ("select(Tag).where(Tag.name == 'a')", "session.add(Tag(name='a'))"):
        result = await run(code)

        (finding,) = result.findings
        assert finding.message.startswith("`Tag` is not defined here")


async def test_an_import_under_type_checking_is_not_there_at_run_time() -> None:
    code = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from datetime import datetime\n"
    )
    result = await run(code + "def f(x: datetime) -> None: ...\n")

    (finding,) = result.findings
    assert "imported only under TYPE_CHECKING" in finding.message
    await passed(code + "def f(x: 'datetime') -> None: ...\n")


async def test_what_a_star_import_brings_is_not_supplied() -> None:
    files = {
        "models.py": "def select(x): return f'own {x}'\n",
        "main.py": "from models import *\nprint(select(1), Session.__name__)\n",
    }
    result = await validate_snippet(files=files, entry="main.py")

    assert result.stdout == "own 1 Session\n"
    assert result.assumed == ["imported: Session (sqlmodel)"]


async def test_a_missing_name_of_the_context_is_a_finding() -> None:
    result = await run("print(1)", "Team()\n")

    assert [one.problem for one in result.findings] == ["missing-name"]


@pytest.mark.parametrize("name", ["event", "json", "status", "table"])
async def test_an_ordinary_word_for_a_variable_is_not_taken_for_a_module(
    name: str,
) -> None:
    result = await run(f"session.add({name})\nprint({name}.title)\n")

    assert [one.problem for one in result.findings] == ["missing-name"]
    assert imported(result) == ""


async def test_modules_of_a_project_that_were_not_sent_are_passed_over() -> None:
    use = "with Session(engine) as session:\n    print(session.exec(select(H)).all())\n"
    result = await passed(IMPORTS + use, HERO)

    assert result.stdout == "[]\n"
    assert "`.models` was not sent" in result.assumed
    alone = await run(IMPORTS + use)
    assert [one.problem for one in alone.findings] == ["missing-name"]


async def test_a_package_that_is_not_installed_is_an_error() -> None:
    result = await run("from nowhere_at_all import Hero\n")

    assert result.error is not None
    assert result.error.type == "ModuleNotFoundError"


async def test_a_name_that_an_excerpt_defines_too_late_is_a_finding() -> None:
    code = "for hero in heroes: ...\n\n" + HERO + "heroes = session.exec(select(Hero))"
    result = await run(code)

    (finding,) = result.findings
    assert finding.message == "`heroes` is used here before the code defines it."
    assert (finding.line, result.stderr) == (1, "")


async def test_a_client_of_no_application_is_not_supplied() -> None:
    result = await run("client.get('/heroes')")

    assert [one.problem for one in result.findings] == ["missing-name"]


async def test_settings_and_the_environment_get_values_and_that_is_said() -> None:
    code = """\
import os
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlmodel import create_engine

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env")
    SECRET_KEY: str
    port: int = 8000

print(Settings().port, create_engine(os.environ["DATABASE_URL"]).url)
print(os.environ.get("MY_DATABASE_URL", "none"))
"""
    result = await passed(code)

    assert result.stdout == "8000 sqlite:///database.db\nnone\n"
    assert "environment: DATABASE_URL=sqlite:///database.db" in result.assumed
    assert "settings without a value were made up: SECRET_KEY" in result.assumed


async def test_addresses_are_checked_though_nothing_is_installed_for_it() -> None:
    code = "class A(BaseModel):\n    to: EmailStr\nA(to='a@b.example')\nA(to='{}')\n"
    await passed(code.format("c@d.example"))
    result = await run(code.format("c at d"))

    assert result.error is not None
    assert (result.error.type, result.error.line) == ("ValidationError", 4)


async def test_a_table_that_a_foreign_key_needs_is_made_up() -> None:
    code = """\
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)

@app.get("/heroes", response_model=list[Hero])
def heroes(session: SessionDep, limit: Annotated[int, Query(ge=1, le=100)] = 10):
    return session.exec(select(Hero).order_by(Hero.id).limit(limit)).all()
"""
    result = await validate_snippet(code=code)

    assert (result.ok, result.findings) == (True, [])
    assert "tables made up for foreign keys: team" in result.assumed


async def test_a_table_is_not_made_up_for_a_program_that_creates_its_own() -> None:
    code = """\
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)

SQLModel.metadata.create_all(create_engine("sqlite://"))
"""
    result = await validate_snippet(code=code)

    assert result.error and result.error.type == "NoReferencedTableError"
