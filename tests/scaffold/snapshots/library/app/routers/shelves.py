"""Endpoints for shelves."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import selectinload
from sqlmodel import col, select

from app.database import SessionDep
from app.fields import Key
from app.models import Shelf
from app.pagination import InQuery, PageOf, directions, offset_page, terms
from app.queries import ActingUser, find, refuse_circle, related, require
from app.schemas import ShelfCreate, ShelfPublicWithRelated, ShelfQuery, ShelfUpdate

router = APIRouter(prefix="/shelves", tags=["shelves"])

# What every response carries; loading it here keeps a page at a fixed number of
# statements.
WITH_RELATED = (selectinload(related(Shelf.parent)),)

SORTED_BY: dict[str, Any] = {"id": Shelf.id}


@router.get("/", response_model=PageOf[ShelfPublicWithRelated])
async def list_shelves(
    session: SessionDep, query: InQuery[ShelfQuery]
) -> PageOf[Shelf]:
    """A page of shelves."""
    statement = select(Shelf).options(*WITH_RELATED)
    if query.parent_id is not None:
        statement = statement.where(col(Shelf.parent_id) == query.parent_id)
    order = directions(query.sort, key=["id"])
    return await offset_page(session, statement, query, terms(SORTED_BY, order))


@router.post("/", response_model=ShelfPublicWithRelated, status_code=201)
async def create_shelf(
    body: ShelfCreate, session: SessionDep, user: ActingUser = None
) -> Shelf:
    """Store a new row."""
    await require(session, Shelf, body.parent_id, "parent_id")
    row = Shelf.model_validate(body, update={"created_by": user, "updated_by": user})
    session.add(row)
    await session.commit()
    return await find(session, Shelf, row.id, WITH_RELATED)


@router.get("/{shelf_id}", response_model=ShelfPublicWithRelated)
async def read_shelf(shelf_id: Key, session: SessionDep) -> Shelf:
    """One row."""
    return await find(session, Shelf, shelf_id, WITH_RELATED)


@router.patch("/{shelf_id}", response_model=ShelfPublicWithRelated)
async def update_shelf(
    shelf_id: Key, body: ShelfUpdate, session: SessionDep, user: ActingUser = None
) -> Shelf:
    """Change the fields that the body names."""
    row = await find(session, Shelf, shelf_id)
    changes = body.model_dump(exclude_unset=True)
    await require(session, Shelf, changes.get("parent_id"), "parent_id")
    await refuse_circle(session, row, "id", "parent_id", changes.get("parent_id"))
    row.sqlmodel_update(changes | {"updated_by": user})
    session.add(row)
    await session.commit()
    return await find(session, Shelf, shelf_id, WITH_RELATED)


@router.delete("/{shelf_id}", status_code=204)
async def delete_shelf(shelf_id: Key, session: SessionDep) -> None:
    """Delete the row."""
    await session.delete(await find(session, Shelf, shelf_id))
    await session.commit()
