"""Endpoints for volumes."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import selectinload
from sqlmodel import col, select

from app.database import SessionDep
from app.models import Book, Shelf, Volume
from app.pagination import InQuery, PageOf, directions, offset_page, terms
from app.queries import find, related, require, require_version
from app.schemas import VolumeCreate, VolumePublicWithRelated, VolumeQuery, VolumeUpdate

router = APIRouter(prefix="/volumes", tags=["volumes"])

# What every response carries; loading it here keeps a page at a fixed number of
# statements.
WITH_RELATED = (selectinload(related(Volume.book)), selectinload(related(Volume.shelf)))

SORTED_BY: dict[str, Any] = {"id": Volume.id, "state": Volume.state}


@router.get("/", response_model=PageOf[VolumePublicWithRelated])
async def list_volumes(
    session: SessionDep, query: InQuery[VolumeQuery]
) -> PageOf[Volume]:
    """A page of volumes."""
    statement = select(Volume).options(*WITH_RELATED)
    if query.book_id is not None:
        statement = statement.where(col(Volume.book_id) == query.book_id)
    if query.shelf_id is not None:
        statement = statement.where(col(Volume.shelf_id) == query.shelf_id)
    if query.state is not None:
        statement = statement.where(col(Volume.state) == query.state)
    order = directions(query.sort, key=["id"])
    return await offset_page(session, statement, query, terms(SORTED_BY, order))


@router.post("/", response_model=VolumePublicWithRelated, status_code=201)
async def create_volume(body: VolumeCreate, session: SessionDep) -> Volume:
    """Store a new row."""
    await require(session, Book, body.book_id, "book_id")
    await require(session, Shelf, body.shelf_id, "shelf_id")
    row = Volume.model_validate(body)
    session.add(row)
    await session.commit()
    return await find(session, Volume, row.id, WITH_RELATED)


@router.get("/{volume_id}", response_model=VolumePublicWithRelated)
async def read_volume(volume_id: UUID, session: SessionDep) -> Volume:
    """One row."""
    return await find(session, Volume, volume_id, WITH_RELATED)


@router.patch("/{volume_id}", response_model=VolumePublicWithRelated)
async def update_volume(
    volume_id: UUID, body: VolumeUpdate, session: SessionDep
) -> Volume:
    """Change the fields that the body names."""
    row = await find(session, Volume, volume_id)
    changes = body.model_dump(exclude_unset=True)
    require_version(row.version, changes.pop("version"))
    await require(session, Book, changes.get("book_id"), "book_id")
    await require(session, Shelf, changes.get("shelf_id"), "shelf_id")
    row.sqlmodel_update(changes)
    session.add(row)
    await session.commit()
    return await find(session, Volume, volume_id, WITH_RELATED)


@router.delete("/{volume_id}", status_code=204)
async def delete_volume(volume_id: UUID, session: SessionDep) -> None:
    """Delete the row."""
    await session.delete(await find(session, Volume, volume_id))
    await session.commit()
