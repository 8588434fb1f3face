"""validate_snippet: what the endpoints of an application do wrong."""

import pytest
from mcp_server.results import HttpRequest, Validation
from mcp_server.tools.validate_snippet import validate_snippet
from tests.tools.shop import SHOP, changed, line, only

pytestmark = pytest.mark.anyio


def _asked(result: Validation, probe: str) -> list[int | None]:
    return [one.status for one in result.requests if one.probe == probe]


async def test_an_application_that_handles_everything_has_no_finding() -> None:
    result = await validate_snippet(code=SHOP, detail="full")

    assert (result.status, result.ok, result.findings) == ("passed", True, [])
    assert "rows were seeded: 6 Shop, 12 Item" in result.assumed
    assert set(_asked(result, "create")) == {201}
    assert set(_asked(result, "duplicate")) == {201}
    assert set(_asked(result, "missing id")) == {404}
    assert set(_asked(result, "shop_id of nothing")) == {409}
    assert set(_asked(result, "null name")) == {422}
    assert set(_asked(result, "null note")) == {200}
    assert set(_asked(result, "delete")) == {204}


async def test_requests_that_are_asked_for_come_first_and_in_order() -> None:
    result = await validate_snippet(
        code=SHOP,
        detail="full",
        requests=[
            HttpRequest(path="/items?limit=0"),
            HttpRequest(method="POST", path="/items", body={"name": ""}),
            HttpRequest(path="/nowhere"),
        ],
    )

    asked = [
        (one.method, one.status) for one in result.requests if one.probe == "asked"
    ]
    assert sorted(asked) == [("GET", 404), ("GET", 422), ("POST", 422)]


async def test_a_duplicate_that_is_not_handled_is_a_500_with_its_cause() -> None:
    code = SHOP + (
        "\n\n@app.post('/shops')\n"
        "def create_shop(shop: Shop, db: Db) -> int:\n"
        "    db.add(Shop(name=shop.name or ''))\n"
        "    db.commit()\n"
        "    return 1\n"
    )
    finding = await only(code, "integrity-unique")

    assert (finding.severity, finding.line) == ("error", len(code.splitlines()) - 1)
    assert "POST /shops answered 500 to the same body a second time" in finding.message
    assert "UNIQUE constraint failed: shop.name" in finding.message
    assert finding.fix and "409" in finding.fix


async def test_a_foreign_key_to_nothing_is_a_500_with_its_cause() -> None:
    code = changed(("except IntegrityError", "except ValueError"))
    finding = await only(code, "integrity-foreign-key")

    assert (finding.severity, finding.line) == (
        "error",
        line(code, "        db.commit"),
    )
    assert "POST /items answered 500 to shop_id pointing to nothing" in finding.message


async def test_an_id_that_is_missing_is_a_500_with_its_cause() -> None:
    code = changed(
        (
            "    return found(db, item_id)\n",
            "    return db.exec(select(Item).where(Item.id == item_id)).one()\n",
        ),
        ("def read_item(item_id: int", "def read_item(item_id: Small"),
        (
            "app = FastAPI",
            (
                "from fastapi import Path\n"
                "Small = Annotated[int, Path(ge=0, le=10**9)]\napp = FastAPI"
            ),
        ),
    )
    finding = await only(code, "one-result-mismatch")

    assert "GET /items/{item_id} answered 500 to an id that does not exist" in (
        finding.message
    )
    assert finding.line == line(code, "    return db.exec(select(Item).where")


async def test_null_for_a_column_that_cannot_hold_it_is_a_500() -> None:
    code = changed(
        (
            '    name: str = Field(default=""',
            "    name: str | None = Field(default=None",
        )
    )
    finding = await only(code, "integrity-not-null")

    assert "PATCH /items/{item_id} answered 500 to null for name" in finding.message


async def test_the_same_500_is_only_worth_knowing_where_sqlite_is_meant() -> None:
    code = changed(
        (
            '    name: str = Field(default=""',
            "    name: str | None = Field(default=None",
        ),
        ("postgresql+psycopg://u:p@db.example/shop", "sqlite:///shop.db"),
    )
    result = await validate_snippet(code=code)

    (finding,) = [f for f in result.findings if f.problem == "integrity-not-null"]
    assert (finding.severity, result.ok) == ("info", True)


async def test_a_number_beyond_64_bits_is_a_500() -> None:
    code = changed(("    price: int = Field(ge=0, le=1_000_000)", "    price: int"))
    (finding,) = (await validate_snippet(code=code)).findings

    assert (finding.problem, finding.severity) == ("number-out-of-range", "info")
    assert "POST /items answered 500 to 2**63 for price" in finding.message


async def test_a_password_in_a_response_is_found() -> None:
    code = changed(
        ('    secret_name: str = "hidden"', '    hashed_password: str = "x1y2"'),
        (
            "class ItemPublic(ItemBase):",
            "class ItemPublic(ItemBase):\n    hashed_password: str",
        ),
    )
    result = await validate_snippet(code=code)

    found = [one for one in result.findings if one.problem == "secret-in-response"]
    assert len(found) == len(result.findings) == 4
    assert found[0].message == "The response of GET /items contains hashed_password."
    assert found[0].severity == "error"


async def test_a_row_that_its_response_model_rejects_is_found() -> None:
    code = changed(
        ("class ItemPublic(ItemBase):", "class ItemPublic(ItemBase):\n    note: str"),
        (
            "    item = Item.model_validate(body)",
            "    item = Item.model_validate(body, update={'note': None})",
        ),
    )
    result = await validate_snippet(code=code)

    assert "response-model-rejects-row" in {one.problem for one in result.findings}
    assert not result.ok


async def test_the_same_application_gives_the_same_answer_again() -> None:
    code = changed(
        ("except IntegrityError", "except ValueError"), (".order_by(Item.id)", "")
    )
    first, second = [await validate_snippet(code=code, detail="full") for _ in range(2)]

    assert first.findings == second.findings
    timeless = {"milliseconds": 0}
    assert [one.model_copy(update=timeless) for one in first.requests] == [
        one.model_copy(update=timeless) for one in second.requests
    ]
    assert first.assumed == second.assumed


async def test_a_session_that_all_requests_share_breaks_with_the_first_error() -> None:
    code = changed(
        (
            "    with Session(engine) as session:\n        yield session\n",
            "    yield shared\n",
        ),
        ("app = FastAPI", "shared = Session(engine)\napp = FastAPI"),
        ("except IntegrityError", "except ValueError"),
    )
    result = await validate_snippet(code=code)

    found = [one for one in result.findings if one.problem == "pending-rollback"]
    assert {one.severity for one in found} == {"error"}
    assert "answered 500 after another request had failed" in found[0].message


async def test_a_relationship_that_is_loaded_too_late_is_a_500_with_its_cause() -> None:
    code = """\
from fastapi import FastAPI
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")

class TeamPublic(SQLModel):
    id: int
    heroes: list[Hero]

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
app = FastAPI()

@app.get("/teams", response_model=list[TeamPublic])
def teams():
    with Session(engine) as session:
        return session.exec(select(Team).order_by(Team.id).limit(10)).all()
"""
    finding = await only(code, "detached-instance")

    assert finding.message == (
        "GET /teams answered 500 to a plain request: heroes could not be loaded "
        "(DetachedInstanceError)."
    )
    eager = code.replace(".limit(10)", ".limit(10).options(selectinload(Team.heroes))")
    eager = "from sqlalchemy.orm import selectinload\n" + eager
    assert (await validate_snippet(code=eager)).findings == []


async def test_what_only_looks_like_a_secret_is_no_finding() -> None:
    code = SHOP + (
        "\n\n@app.post('/login')\n"
        "def login():\n"
        "    return {'access_token': 'abc', 'token_type': 'bearer', 'token': 'abc'}\n"
        "\n\n@app.post('/api-keys')\n"
        "def new_key():\n"
        "    return {'api_key': 'shown once'}\n"
        "\n\n@app.get('/profile')\n"
        "def profile():\n"
        "    return {'secret_name': 'Peter', 'password': None, 'token_count': '3',\n"
        "            'passwd': '**********', 'has_password': 'yes'}\n"
    )

    assert (await validate_snippet(code=code)).findings == []


async def test_a_503_that_is_answered_on_purpose_is_no_finding() -> None:
    code = SHOP + (
        "\n\n@app.get('/ready')\n"
        "def ready():\n"
        "    raise HTTPException(503, 'no cache yet')\n"
    )

    assert (await validate_snippet(code=code)).findings == []
    broken = code.replace("HTTPException(503, ", "RuntimeError(")
    assert "GET /ready answered 500 to a plain request: RuntimeError" in (
        (await only(broken, "server-error")).message
    )


async def test_a_service_that_is_not_there_in_the_sandbox_is_no_error() -> None:
    code = SHOP + (
        "\n\n@app.get('/rates')\n"
        "def rates():\n"
        "    raise ConnectionRefusedError('rates.example:443')\n"
    )
    result = await validate_snippet(code=code)

    assert (result.ok, [one.severity for one in result.findings]) == (True, ["info"])
