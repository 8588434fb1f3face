"""validate_snippet runs code that was written to be read, and says what it supplied."""

import pytest
from mcp_server.results import Validation
from tests.tools.fragments import HERO, imported, passed, run

pytestmark = pytest.mark.anyio


def _supplied(result: Validation) -> str:
    return next((one for one in result.assumed if one.startswith("supplied: ")), "")


async def test_a_model_without_imports_gets_them_and_that_is_said() -> None:
    result = await passed(HERO)

    assert imported(result) == "imported: Field, SQLModel (sqlmodel)"


async def test_a_program_that_imports_everything_gets_nothing() -> None:
    result = await passed("from sqlmodel import Field, SQLModel\n" + HERO)

    assert result.assumed == []


async def test_a_fragment_with_a_session_gets_one_with_tables() -> None:
    code = HERO + "session.add(Hero())\nsession.commit()\n"
    result = await passed(code + "print(session.exec(select(Hero)).one().name)")

    assert result.stdout == "a\n"
    assert _supplied(result) == "supplied: `session`: Session(engine)"
    sql = [group.sql for group in result.statements.groups]
    assert not any("CREATE TABLE" in one for one in sql), "ours, not the program's"


async def test_a_supplied_engine_leaves_create_all_to_a_program_that_calls_it() -> None:
    code = HERO + "SQLModel.metadata.create_all(engine)\n"
    result = await passed(code)

    assert any("CREATE TABLE hero" in one.sql for one in result.statements.groups)


async def test_an_awaited_session_is_an_async_one() -> None:
    code = HERO + "session.add(Hero())\nawait session.commit()\n"
    result = await passed(code + "print((await session.exec(select(Hero))).one().name)")

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
    result = await passed(code)

    assert result.stdout == "a\n"
    assert "create_async_engine('sqlite+aiosqlite:///database.db')" in _supplied(result)


async def test_await_in_a_plain_function_is_still_an_error() -> None:
    result = await run("def f():\n    await g()\n")

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
    result = await passed(code)

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
    result = await passed(code)

    assert sorted(imported(result).removeprefix("imported: ").split("; ")) == sorted(
        expected.split("; ")
    )


async def test_sessions_in_the_older_style_are_those_of_sqlalchemy() -> None:
    code = HERO + "print(session.query(Hero).count())\nprint(Session.__module__)"
    result = await passed(code)

    assert result.stdout == "0\nsqlalchemy.orm.session\n"
    assert result.stderr == "", "no deprecation that we brought about"


async def test_names_in_quoted_annotations_are_supplied_as_well() -> None:
    code = (
        HERO + "class A(BaseModel):\n    when: 'Optional[datetime]' = None\nA(when=0)\n"
    )
    result = await passed(code)

    assert "datetime (datetime)" in imported(result)
    assert "Optional (typing)" in imported(result)


async def test_names_of_the_context_count_as_defined() -> None:
    context = HERO + "def select(model): return sqlmodel.select(model)\n"
    code = "session.add(Hero())\nprint(select.__module__)\nsession.exec(select(Hero))"
    result = await passed(code, context)

    assert result.stdout == "__main__\n"
    assert "select" not in imported(result).replace("sqlmodel", "")


async def test_context_and_code_await_in_one_event_loop() -> None:
    context = HERO + "session.add(Hero())\nawait session.commit()\n"
    code = "print((await session.exec(select(Hero))).one().name)\nraise ValueError('x')"
    result = await run(code, context)

    assert result.stdout == "a\n"
    assert result.error is not None
    assert (result.error.file, result.error.line) == ("snippet.py", 2)
