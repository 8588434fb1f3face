"""validate_snippet: what the endpoints of an application do wrong."""

import pytest
from mcp_server.results import Finding, HttpRequest, Validation
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

SHOP = """\
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Shop(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40, unique=True)


class ItemBase(SQLModel):
    name: str = Field(min_length=1, max_length=40)
    price: int = Field(ge=0, le=1_000_000)
    note: str | None = Field(default=None, max_length=40)
    shop_id: int = Field(foreign_key="shop.id", index=True, ge=1, le=2**31)


class Item(ItemBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    secret_name: str = "hidden"


class ItemPublic(ItemBase):
    id: int


class ItemPatch(SQLModel):
    name: str = Field(default="", min_length=1, max_length=40)
    price: int = Field(default=0, ge=0, le=1_000_000)
    note: str | None = Field(default=None, max_length=40)


engine = create_engine("postgresql+psycopg://u:p@db.example/shop", pool_pre_ping=True)


@asynccontextmanager
async def lifespan(app):
    SQLModel.metadata.create_all(engine)
    yield


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI(lifespan=lifespan)
Db = Annotated[Session, Depends(get_session)]
Id = Annotated[int, "id"]


def found(session: Session, item_id: int) -> Item:
    item = session.get(Item, item_id) if 0 < item_id < 2**31 else None
    if item is None:
        raise HTTPException(404)
    return item


@app.get("/items", response_model=list[ItemPublic])
def read_items(
    db: Db,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
):
    return db.exec(select(Item).order_by(Item.id).offset(offset).limit(limit)).all()


@app.post("/items", response_model=ItemPublic, status_code=201)
def create_item(body: ItemBase, db: Db):
    item = Item.model_validate(body)
    db.add(item)
    try:
        db.commit()
    except IntegrityError:
        raise HTTPException(409) from None
    db.refresh(item)
    return item


@app.get("/items/{item_id}", response_model=ItemPublic)
def read_item(item_id: int, db: Db):
    return found(db, item_id)


@app.patch("/items/{item_id}", response_model=ItemPublic)
def patch_item(item_id: int, body: ItemPatch, db: Db):
    item = found(db, item_id)
    item.sqlmodel_update(body.model_dump(exclude_unset=True))
    db.add(item)
    db.commit()
    db.refresh(item)
    return item


@app.delete("/items/{item_id}", status_code=204)
def delete_item(item_id: int, db: Db):
    db.delete(found(db, item_id))
    db.commit()
"""


CLAIM = """\
    return {**body.model_dump(), "id": 99}


@app.get("""


def _changed(*changes: tuple[str, str]) -> str:
    code = SHOP
    for old, new in changes:
        assert old in code
        code = code.replace(old, new)
    return code


async def _only(code: str, problem: str) -> Finding:
    """The one finding of a problem, which is no other than the one expected."""
    result = await validate_snippet(code=code)
    serious = [one for one in result.findings if one.severity != "info"]
    assert {one.problem for one in serious} == {problem}, serious
    return serious[0]


def _line(code: str, text: str) -> int:
    return code[: code.index(text)].count("\n") + 1


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
    finding = await _only(code, "integrity-unique")

    assert (finding.severity, finding.line) == ("error", len(code.splitlines()) - 1)
    assert "POST /shops answered 500 to the same body a second time" in finding.message
    assert "UNIQUE constraint failed: shop.name" in finding.message
    assert finding.fix and "409" in finding.fix


async def test_a_foreign_key_to_nothing_is_a_500_with_its_cause() -> None:
    code = _changed(("except IntegrityError", "except ValueError"))
    finding = await _only(code, "integrity-foreign-key")

    assert (finding.severity, finding.line) == (
        "error",
        _line(code, "        db.commit"),
    )
    assert "POST /items answered 500 to shop_id pointing to nothing" in finding.message


async def test_an_id_that_is_missing_is_a_500_with_its_cause() -> None:
    code = _changed(
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
    finding = await _only(code, "one-result-mismatch")

    assert "GET /items/{item_id} answered 500 to an id that does not exist" in (
        finding.message
    )
    assert finding.line == _line(code, "    return db.exec(select(Item).where")


async def test_null_for_a_column_that_cannot_hold_it_is_a_500() -> None:
    code = _changed(
        (
            '    name: str = Field(default=""',
            "    name: str | None = Field(default=None",
        )
    )
    finding = await _only(code, "integrity-not-null")

    assert "PATCH /items/{item_id} answered 500 to null for name" in finding.message


async def test_the_same_500_is_only_worth_knowing_where_sqlite_is_meant() -> None:
    code = _changed(
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
    code = _changed(("    price: int = Field(ge=0, le=1_000_000)", "    price: int"))
    (finding,) = (await validate_snippet(code=code)).findings

    assert (finding.problem, finding.severity) == ("number-out-of-range", "info")
    assert "POST /items answered 500 to 2**63 for price" in finding.message


async def test_a_patch_that_takes_the_other_fields_away_is_found() -> None:
    code = _changed(
        ("body.model_dump(exclude_unset=True)", 'body.model_dump() | {"price": 1}'),
        ('    name: str = Field(default="", min', "    name: str = Field(min"),
    )
    finding = await _only(code, "patch-overwrites-null")

    assert (finding.severity, finding.line) == ("error", _line(code, '@app.patch("'))
    assert finding.message == "PATCH /items/{item_id} with only name set note to null."


async def test_a_patch_that_resets_fields_to_their_defaults_is_found() -> None:
    code = _changed(
        ("body.model_dump(exclude_unset=True)", "body.model_dump(exclude_none=True)"),
    )
    result = await validate_snippet(code=code)

    messages = [f.message for f in result.findings]
    assert (
        "PATCH /items/{item_id} with only name reset price to the default." in messages
    )


async def test_a_patch_that_nulls_a_column_which_cannot_be_null_is_found() -> None:
    code = _changed(
        ("body.model_dump(exclude_unset=True)", "body.model_dump()"),
        (
            "    price: int = Field(default=0,",
            "    price: int | None = Field(default=None,",
        ),
    )
    result = await validate_snippet(code=code)

    (finding,) = [f for f in result.findings if f.problem == "patch-overwrites-null"]
    assert "answered 500 to a change of name" in finding.message
    assert finding.fix and "exclude_unset=True" in finding.fix


async def test_a_negative_limit_that_reaches_the_database_is_found() -> None:
    code = _changed(("Query(ge=1, le=100)", "Query(le=100)"))
    finding = await _only(code, "negative-limit")

    assert (finding.severity, finding.line) == (
        "warning",
        _line(code, '@app.get("/items"'),
    )
    assert "GET /items accepted a negative limit" in finding.message


async def test_a_negative_limit_that_is_corrected_is_no_finding() -> None:
    code = _changed(
        ("Query(ge=1, le=100)", "Query(le=100)"),
        (".limit(limit)", ".limit(max(1, limit))"),
    )

    assert (await validate_snippet(code=code)).findings == []


async def test_a_huge_limit_that_reaches_the_database_is_found() -> None:
    finding = await _only(
        _changed(("Query(ge=1, le=100)", "Query(ge=1, le=2**31)")), "unbounded-select"
    )

    assert finding.message == "GET /items accepted a limit of 1000000."


async def test_a_list_without_a_limit_is_found_and_measured() -> None:
    finding = await _only(
        _changed((".offset(offset).limit(limit)", "")), "unbounded-select"
    )

    assert (finding.severity, finding.evidence) == ("warning", "measured")
    assert "GET /items returned all rows: 6, and 12 when" in finding.message


async def test_a_list_of_one_parents_rows_is_no_unbounded_list() -> None:
    code = _changed(
        (".offset(offset).limit(limit)", ""),
        ("select(Item).order_by", "select(Item).where(Item.shop_id == 1).order_by"),
    )

    assert (await validate_snippet(code=code)).findings == []


async def test_pages_without_an_order_are_found() -> None:
    code = _changed((".order_by(Item.id)", ""))
    finding = await _only(code, "pagination-without-order")

    assert (finding.severity, finding.line) == (
        "warning",
        _line(code, "    return db.exec(select"),
    )


async def test_a_password_in_a_response_is_found() -> None:
    code = _changed(
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


async def test_a_write_that_is_not_committed_is_found_once() -> None:
    code = _changed(
        ("        db.commit()\n    except", "        db.flush()\n    except")
    )
    finding = await _only(code, "uncommitted-write")

    assert (finding.severity, finding.line) == (
        "error",
        _line(code, "    db.add(item)"),
    )
    assert "Item added here were never committed" in finding.message


async def test_a_write_that_the_next_request_does_not_see_is_found() -> None:
    code = _changed(
        (
            "        db.commit()\n    except",
            "        db.flush(), db.rollback()\n    except",
        ),
        ("    db.refresh(item)\n    return item\n\n\n@app.get(", CLAIM),
    )
    finding = await _only(code, "uncommitted-write")

    assert finding.message == (
        "POST /items answered 201, but the change was not stored: afterwards "
        "GET /items/{item_id}: 404."
    )


async def test_a_write_that_nobody_can_read_is_looked_for_in_its_table() -> None:
    code = SHOP + (
        "\n\n@app.post('/shops')\n"
        "def create_shop(db: Db):\n"
        "    count = len(db.exec(select(Shop).limit(99)).all())\n"
        "    return {'id': count + 1, 'name': 'new'}\n"
    )
    finding = await _only(code, "uncommitted-write")

    assert "the table has no such row" in finding.message
    stored = (
        "    db.add(Shop(name=f'shop {count}x'))\n    db.commit()\n    return {'id'"
    )
    code = code.replace("    return {'id'", stored)
    assert (await validate_snippet(code=code)).findings == []


async def test_a_row_that_its_response_model_rejects_is_found() -> None:
    code = _changed(
        ("class ItemPublic(ItemBase):", "class ItemPublic(ItemBase):\n    note: str"),
        (
            "    item = Item.model_validate(body)",
            "    item = Item.model_validate(body, update={'note': None})",
        ),
    )
    result = await validate_snippet(code=code)

    assert "response-model-rejects-row" in {one.problem for one in result.findings}
    assert not result.ok


async def test_a_parent_that_cannot_be_deleted_is_a_500() -> None:
    code = SHOP + (
        "\n\n@app.delete('/shops/{shop_id}')\n"
        "def delete_shop(shop_id: Annotated[int, Query(le=10**9)], db: Db) -> None:\n"
        "    shop = db.get(Shop, shop_id)\n"
        "    if shop is None:\n"
        "        raise HTTPException(404)\n"
        "    db.delete(shop)\n"
        "    db.commit()\n"
    )
    code = code.replace("Query(le=10**9)", "Path(le=10**9)").replace(
        "import Depends", "import Path, Depends"
    )
    finding = await _only(code, "integrity-foreign-key")

    assert "the id of a row that others point to" in finding.message


async def test_the_same_application_gives_the_same_answer_again() -> None:
    code = _changed(
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
    code = _changed(
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
    finding = await _only(code, "detached-instance")

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


async def test_what_is_read_by_something_else_than_its_id_is_not_called_lost() -> None:
    code = _changed(("/items/{item_id}", "/items/{slug}"), ("item_id", "slug"))
    code = code.replace("slug: int", "slug: str").replace("slug: str) ->", "slug) ->")
    code = code.replace(
        "session.get(Item, slug) if 0 < slug < 2**31 else None",
        "session.exec(select(Item).where(Item.note == slug)).first()",
    )
    result = await validate_snippet(code=code)

    assert [one for one in result.findings if one.problem != "missing-index"] == []


async def test_a_soft_delete_that_still_shows_the_row_is_not_called_lost() -> None:
    code = _changed(
        ('    secret_name: str = "hidden"', "    deleted: bool = False"),
        (
            "    db.delete(found(db, item_id))\n",
            "    db.add(found(db, item_id).sqlmodel_update({'deleted': True}))\n",
        ),
    )

    assert (await validate_snippet(code=code)).findings == []


async def test_a_delete_that_is_not_committed_is_found() -> None:
    code = _changed(
        (
            "    db.delete(found(db, item_id))\n    db.commit()",
            "    db.delete(found(db, item_id))",
        )
    )
    result = await validate_snippet(code=code)

    (finding,) = [one for one in result.findings if one.problem == "uncommitted-write"]
    assert "Item deleted here were never committed" in finding.message


async def test_a_503_that_is_answered_on_purpose_is_no_finding() -> None:
    code = SHOP + (
        "\n\n@app.get('/ready')\n"
        "def ready():\n"
        "    raise HTTPException(503, 'no cache yet')\n"
    )

    assert (await validate_snippet(code=code)).findings == []
    broken = code.replace("HTTPException(503, ", "RuntimeError(")
    assert "GET /ready answered 500 to a plain request: RuntimeError" in (
        (await _only(broken, "server-error")).message
    )


async def test_a_service_that_is_not_there_in_the_sandbox_is_no_error() -> None:
    code = SHOP + (
        "\n\n@app.get('/rates')\n"
        "def rates():\n"
        "    raise ConnectionRefusedError('rates.example:443')\n"
    )
    result = await validate_snippet(code=code)

    assert (result.ok, [one.severity for one in result.findings]) == (True, ["info"])
