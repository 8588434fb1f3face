"""validate_snippet runs code that was written to be read, and says what it supplied."""

import pytest
from mcp_server.results import Validation
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

HERO = """\
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(default="a", index=True)
"""


async def _run(code: str, context: str | None = None) -> Validation:
    return await validate_snippet(code=code, context=context, detail="full")


async def _passed(code: str, context: str | None = None) -> Validation:
    result = await _run(code, context)
    assert (result.error, result.status) == (None, "passed"), result.stderr
    assert [one for one in result.findings if one.severity != "info"] == []
    return result


def _imported(result: Validation) -> str:
    return next((one for one in result.assumed if one.startswith("imported: ")), "")


def _supplied(result: Validation) -> str:
    return next((one for one in result.assumed if one.startswith("supplied: ")), "")


async def test_a_model_without_imports_gets_them_and_that_is_said() -> None:
    result = await _passed(HERO)

    assert _imported(result) == "imported: Field, SQLModel (sqlmodel)"


async def test_a_program_that_imports_everything_gets_nothing() -> None:
    result = await _passed("from sqlmodel import Field, SQLModel\n" + HERO)

    assert result.assumed == []


async def test_a_fragment_with_a_session_gets_one_with_tables() -> None:
    code = HERO + "session.add(Hero())\nsession.commit()\n"
    result = await _passed(code + "print(session.exec(select(Hero)).one().name)")

    assert result.stdout == "a\n"
    assert _supplied(result) == "supplied: `session`: Session(engine)"
    sql = [group.sql for group in result.statements.groups]
    assert not any("CREATE TABLE" in one for one in sql), "ours, not the program's"


async def test_a_supplied_engine_leaves_create_all_to_a_program_that_calls_it() -> None:
    code = HERO + "SQLModel.metadata.create_all(engine)\n"
    result = await _passed(code)

    assert any("CREATE TABLE hero" in one.sql for one in result.statements.groups)


async def test_a_supplied_engine_enforces_foreign_keys() -> None:
    code = (
        HERO
        + "class Pet(SQLModel, table=True):\n"
        + "    id: int | None = Field(default=None, primary_key=True)\n"
        + "    hero_id: int = Field(foreign_key='hero.id')\n"
        + "session.add(Pet(hero_id=7))\nsession.commit()\n"
    )
    result = await _run(code)

    assert result.error is not None
    assert "FOREIGN KEY constraint failed" in result.error.message


async def test_an_awaited_session_is_an_async_one() -> None:
    code = HERO + "session.add(Hero())\nawait session.commit()\n"
    result = await _passed(
        code + "print((await session.exec(select(Hero))).one().name)"
    )

    assert result.stdout == "a\n"
    assert _supplied(result) == "supplied: `session`: AsyncSession(engine)"
    assert "top-level `await` ran in an event loop" in result.assumed


async def test_async_with_and_async_for_run_at_the_top_level() -> None:
    code = (
        HERO
        + "async with AsyncSession(engine) as session:\n"
        + "    session.add(Hero())\n"
        + "    await session.commit()\n"
        + "async with engine.connect() as connection:\n"
        + "    async for row in await connection.stream(select(Hero.name)):\n"
        + "        print(row.name)\n"
    )
    result = await _passed(code)

    assert result.stdout == "a\n"
    assert "create_async_engine('sqlite+aiosqlite:///database.db')" in _supplied(result)


async def test_await_in_a_plain_function_is_still_an_error() -> None:
    result = await _run("def f():\n    await g()\n")

    assert result.error is not None
    assert (result.error.type, result.error.line) == ("SyntaxError", 2)


async def test_routes_get_an_application_and_a_session() -> None:
    code = (
        HERO
        + "@app.get('/heroes')\n"
        + "def heroes(session: SessionDep) -> list[Hero]:\n"
        + "    return session.exec(select(Hero).order_by(Hero.id).limit(100)).all()\n"
        + "print(client.get('/heroes').json())\n"
    )
    result = await _passed(code)

    assert result.stdout == "[]\n"
    for name in ("app", "client", "SessionDep"):
        assert f"`{name}`: " in _supplied(result)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("datetime.now(timezone.utc)", "datetime, timezone (datetime)"),
        ("datetime.datetime.now()", "the module datetime (datetime)"),
        ("datetime.timedelta(1)", "the module datetime (datetime)"),
        ("x: datetime", "datetime (datetime)"),
        ("uuid.uuid4()", "the module uuid (uuid)"),
        ("uuid4()", "uuid4 (uuid)"),
        ("UUID(int=1)", "UUID (uuid)"),
        ("sa.text('1')", "the module as sa (sqlalchemy)"),
        ("class A(str, Enum):\n    b = 'c'", "Enum (enum)"),
        ("class A(enum.Enum):\n    b = 1", "the module enum (enum)"),
        ("Column(Enum('a', name='b'))", "Column (sqlmodel); Enum (sqlalchemy)"),
        ("time.sleep(0)", "the module time (time)"),
        ("time(12)", "time (datetime)"),
        ("x: Optional[Any]", "Any, Optional (typing)"),
        ("x: Callable[[], Sequence[int]]", "Callable, Sequence (collections.abc)"),
        (
            "class A(BaseModel):\n    b: int = Field(ge=1)",
            "BaseModel, Field (pydantic)",
        ),
        ("Decimal('1')", "Decimal (decimal)"),
        ("print(os.sep != '')", "the module os (os)"),
        ("status.HTTP_404_NOT_FOUND", "status (fastapi)"),
        ("Path(__file__)", "Path (pathlib)"),
        ("Annotated[int, Path(ge=1)]", "Path (fastapi); Annotated (typing)"),
        ("event.contains", "the module event (sqlalchemy.event)"),
    ],
)
async def test_a_name_means_what_its_use_says(code: str, expected: str) -> None:
    result = await _passed(code)

    assert sorted(_imported(result).removeprefix("imported: ").split("; ")) == sorted(
        expected.split("; ")
    )


async def test_sessions_in_the_older_style_are_those_of_sqlalchemy() -> None:
    code = HERO + "print(session.query(Hero).count())\nprint(Session.__module__)"
    result = await _passed(code)

    assert result.stdout == "0\nsqlalchemy.orm.session\n"
    assert result.stderr == "", "no deprecation that we brought about"


async def test_names_in_quoted_annotations_are_supplied_as_well() -> None:
    code = (
        HERO + "class A(BaseModel):\n    when: 'Optional[datetime]' = None\nA(when=0)\n"
    )
    result = await _passed(code)

    assert "datetime (datetime)" in _imported(result)
    assert "Optional (typing)" in _imported(result)


async def test_a_missing_model_is_one_finding_and_no_traceback() -> None:
    result = await _run("hero = session.get(Hero, 1)\nteam = session.get(Team, 1)\n")

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
    result = await _passed(HERO + "def find() -> Team:\n    return Team()\n")

    assert "not defined here: `Team`; what uses it was not run" in result.assumed


async def test_a_name_error_of_a_name_that_is_bound_later_has_its_traceback() -> None:
    result = await _run("print(x)\nx = 1\n")

    assert result.findings == []
    assert "NameError: name 'x' is not defined" in result.stderr


async def test_a_model_that_is_named_as_something_of_a_library_is_missing() -> None:
    for code in ("select(Tag).where(Tag.name == 'a')", "session.add(Tag(name='a'))"):
        result = await _run(code)

        (finding,) = result.findings
        assert finding.message.startswith("`Tag` is not defined here")


async def test_an_import_under_type_checking_is_not_there_at_run_time() -> None:
    code = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from datetime import datetime\n"
    )
    result = await _run(code + "def f(x: datetime) -> None: ...\n")

    (finding,) = result.findings
    assert "imported only under TYPE_CHECKING" in finding.message
    await _passed(code + "def f(x: 'datetime') -> None: ...\n")


async def test_what_a_star_import_brings_is_not_supplied() -> None:
    files = {
        "models.py": "def select(x): return f'own {x}'\n",
        "main.py": "from models import *\nprint(select(1), Session.__name__)\n",
    }
    result = await validate_snippet(files=files, entry="main.py")

    assert result.stdout == "own 1 Session\n"
    assert result.assumed == ["imported: Session (sqlmodel)"]


async def test_names_of_the_context_count_as_defined() -> None:
    context = HERO + "def select(model): return sqlmodel.select(model)\n"
    code = "session.add(Hero())\nprint(select.__module__)\nsession.exec(select(Hero))"
    result = await _passed(code, context)

    assert result.stdout == "__main__\n"
    assert "select" not in _imported(result).replace("sqlmodel", "")


async def test_context_and_code_await_in_one_event_loop() -> None:
    context = HERO + "session.add(Hero())\nawait session.commit()\n"
    code = "print((await session.exec(select(Hero))).one().name)\nraise ValueError('x')"
    result = await _run(code, context)

    assert result.stdout == "a\n"
    assert result.error is not None
    assert (result.error.file, result.error.line) == ("snippet.py", 2)


async def test_a_missing_name_of_the_context_is_a_finding() -> None:
    result = await _run("print(1)", "Team()\n")

    assert [one.problem for one in result.findings] == ["missing-name"]


async def test_a_return_outside_of_a_function_ends_the_fragment() -> None:
    code = (
        HERO + "session.add(Hero())\nsession.commit()\nreturn print('b')\nprint('c')\n"
    )
    result = await _passed(code)

    assert result.stdout == "b\n"
    assert "the code has `return`: it was run as a function's body" in result.assumed


async def test_a_yield_outside_of_a_function_is_gone_through() -> None:
    result = await _passed(
        "with Session(engine) as session:\n    yield session\nprint(1)"
    )

    assert result.stdout == "1\n"


async def test_a_placeholder_for_the_url_is_filled_in() -> None:
    result = await _passed("engine = create_engine(...)\nwith engine.connect(): pass\n")

    assert "`create_engine(...)`: the URL is 'sqlite:///database.db'" in result.assumed


@pytest.mark.parametrize(
    ("before", "note"),
    [
        ("```python\n{}\n```\n", "the Markdown fences"),
        ("Some text: it's\n\n```py\n{}\n```\nAnd more.\n", "the Markdown fences"),
        ("```sh\npip install x\n```\n~~~\n{}\n~~~\n", "the Markdown fences"),
    ],
)
async def test_markdown_around_the_code_is_taken_off(before: str, note: str) -> None:
    code = before.format("x = 1\nraise ValueError(x)")
    result = await _run(code)

    assert any(one.startswith(note) for one in result.assumed)
    assert result.error is not None
    line = code.splitlines().index("raise ValueError(x)") + 1
    assert (result.error.type, result.error.line) == ("ValueError", line)


async def test_a_fence_within_a_string_stays() -> None:
    result = await _passed(
        "x = '''\n```python\n1\n```\n'''\nprint(len(x.splitlines()))"
    )

    assert (result.stdout, result.assumed) == ("4\n", [])


async def test_prompts_are_taken_off_and_output_is_passed_over() -> None:
    code = (
        ">>> for x in range(2):\n...     print(x)\n...\n0\n1\n>>> 1 / 0\nTraceback:\n"
    )
    result = await _run(code)

    assert result.stdout == "0\n1\n"
    assert result.error is not None
    assert (result.error.type, result.error.line) == ("ZeroDivisionError", 6)


async def test_code_that_is_indented_as_a_whole_is_dedented() -> None:
    result = await _run("    x = '''\n  a'''\n    if x:\n        1 / 0\n")

    assert "the code was indented as a whole and was dedented" in result.assumed
    assert result.error is not None
    assert (result.error.type, result.error.line) == ("ZeroDivisionError", 4)


async def test_a_line_that_is_indented_by_mistake_is_an_error() -> None:
    result = await _run("x = 1\n  y = 2\n")

    assert result.error is not None
    assert (result.error.type, result.error.line) == ("IndentationError", 2)


async def test_a_server_that_would_wait_for_ever_is_not_started() -> None:
    code = "import uvicorn\nif __name__ == '__main__':\n    uvicorn.run('main:app')\n"
    result = await _passed(code)

    assert result.assumed == ["uvicorn was not started: its server does nothing"]


@pytest.mark.parametrize("name", ["event", "json", "status", "table"])
async def test_an_ordinary_word_for_a_variable_is_not_taken_for_a_module(
    name: str,
) -> None:
    result = await _run(f"session.add({name})\nprint({name}.title)\n")

    assert [one.problem for one in result.findings] == ["missing-name"]
    assert _imported(result) == ""


IMPORTS = "from .models import Hero as H\nfrom app.db import engine\n"


async def test_modules_of_a_project_that_were_not_sent_are_passed_over() -> None:
    use = "with Session(engine) as session:\n    print(session.exec(select(H)).all())\n"
    result = await _passed(IMPORTS + use, HERO)

    assert result.stdout == "[]\n"
    assert "`.models` was not sent" in result.assumed
    alone = await _run(IMPORTS + use)
    assert [one.problem for one in alone.findings] == ["missing-name"]


async def test_a_package_that_is_not_installed_is_an_error() -> None:
    result = await _run("from nowhere_at_all import Hero\n")

    assert result.error is not None
    assert result.error.type == "ModuleNotFoundError"


async def test_a_name_that_an_excerpt_defines_too_late_is_a_finding() -> None:
    code = "for hero in heroes: ...\n\n" + HERO + "heroes = session.exec(select(Hero))"
    result = await _run(code)

    (finding,) = result.findings
    assert finding.message == "`heroes` is used here before the code defines it."
    assert (finding.line, result.stderr) == (1, "")


async def test_a_client_of_no_application_is_not_supplied() -> None:
    result = await _run("client.get('/heroes')")

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
    result = await _passed(code)

    assert result.stdout == "8000 sqlite:///database.db\nnone\n"
    assert "environment: DATABASE_URL=sqlite:///database.db" in result.assumed
    assert "settings without a value were made up: SECRET_KEY" in result.assumed


async def test_addresses_are_checked_though_nothing_is_installed_for_it() -> None:
    code = "class A(BaseModel):\n    to: EmailStr\nA(to='a@b.example')\nA(to='{}')\n"
    await _passed(code.format("c@d.example"))
    result = await _run(code.format("c at d"))

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
