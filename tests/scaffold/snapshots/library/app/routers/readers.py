"""Endpoints for readers."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import selectinload
from sqlmodel import col, select

from app.database import SessionDep
from app.models import Reader
from app.pagination import InQuery, KeysetPageOf, directions, keyset_page
from app.queries import find, related
from app.schemas import (
    ReaderCreate,
    ReaderPosition,
    ReaderPublicWithRelated,
    ReaderQuery,
    ReaderUpdate,
)

router = APIRouter(prefix="/readers", tags=["readers"])

# What every response carries; loading it here keeps a page at a fixed number of
# statements.
WITH_RELATED = (selectinload(related(Reader.loans)),)

SORTED_BY: dict[str, Any] = {
    "id": Reader.id,
    "email": Reader.email,
    "created_at": Reader.created_at,
    "updated_at": Reader.updated_at,
}


@router.get("/", response_model=KeysetPageOf[ReaderPublicWithRelated])
async def list_readers(
    session: SessionDep, query: InQuery[ReaderQuery]
) -> KeysetPageOf[Reader]:
    """A page of readers."""
    statement = select(Reader).options(*WITH_RELATED)
    if query.email is not None:
        statement = statement.where(col(Reader.email) == query.email)
    if query.created_at_from is not None:
        statement = statement.where(col(Reader.created_at) >= query.created_at_from)
    if query.created_at_to is not None:
        statement = statement.where(col(Reader.created_at) <= query.created_at_to)
    if query.updated_at_from is not None:
        statement = statement.where(col(Reader.updated_at) >= query.updated_at_from)
    if query.updated_at_to is not None:
        statement = statement.where(col(Reader.updated_at) <= query.updated_at_to)
    order = directions(query.sort, key=["id"])
    return await keyset_page(
        session, statement, query, SORTED_BY, order, ReaderPosition
    )


@router.post("/", response_model=ReaderPublicWithRelated, status_code=201)
async def create_reader(body: ReaderCreate, session: SessionDep) -> Reader:
    """Store a new row."""
    row = Reader.model_validate(body)
    session.add(row)
    await session.commit()
    return await find(session, Reader, row.id, WITH_RELATED)


@router.get("/{reader_id}", response_model=ReaderPublicWithRelated)
async def read_reader(reader_id: UUID, session: SessionDep) -> Reader:
    """One row."""
    return await find(session, Reader, reader_id, WITH_RELATED)


@router.patch("/{reader_id}", response_model=ReaderPublicWithRelated)
async def update_reader(
    reader_id: UUID, body: ReaderUpdate, session: SessionDep
) -> Reader:
    """Change the fields that the body names."""
    row = await find(session, Reader, reader_id)
    changes = body.model_dump(exclude_unset=True)
    row.sqlmodel_update(changes)
    session.add(row)
    await session.commit()
    return await find(session, Reader, reader_id, WITH_RELATED)


@router.delete("/{reader_id}", status_code=204)
async def delete_reader(reader_id: UUID, session: SessionDep) -> None:
    """Delete the row."""
    await session.delete(await find(session, Reader, reader_id))
    await session.commit()
