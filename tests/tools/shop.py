"""An application that handles everything, and what changes of it lead to."""

from mcp_server.results import Finding
from mcp_server.tools.validate_snippet import validate_snippet

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


def changed(*changes: tuple[str, str]) -> str:
    code = SHOP
    for old, new in changes:
        assert old in code
        code = code.replace(old, new)
    return code


async def only(code: str, problem: str) -> Finding:
    """The one finding of a problem, which is no other than the one expected."""
    result = await validate_snippet(code=code)
    serious = [one for one in result.findings if one.severity != "info"]
    assert {one.problem for one in serious} == {problem}, serious
    return serious[0]


def line(code: str, text: str) -> int:
    return code[: code.index(text)].count("\n") + 1
