"""Endpoints for notes."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import selectinload
from sqlmodel import col, select

from app.database import SessionDep
from app.fields import Key
from app.models import Note, Notebook
from app.pagination import InQuery, PageOf, directions, offset_page, terms
from app.queries import find, related, require
from app.schemas import NoteCreate, NotePublicWithRelated, NoteQuery, NoteUpdate

router = APIRouter(prefix="/notes", tags=["notes"])

# What every response carries; loading it here keeps a page at a fixed number of
# statements.
WITH_RELATED = (selectinload(related(Note.notebook)),)

SORTED_BY: dict[str, Any] = {"id": Note.id}


@router.get("/", response_model=PageOf[NotePublicWithRelated])
def list_notes(session: SessionDep, query: InQuery[NoteQuery]) -> PageOf[Note]:
    """A page of notes."""
    statement = select(Note).options(*WITH_RELATED)
    if query.notebook_id is not None:
        statement = statement.where(col(Note.notebook_id) == query.notebook_id)
    if query.pinned is not None:
        statement = statement.where(col(Note.pinned) == query.pinned)
    order = directions(query.sort, key=["id"])
    return offset_page(session, statement, query, terms(SORTED_BY, order))


@router.post("/", response_model=NotePublicWithRelated, status_code=201)
def create_note(body: NoteCreate, session: SessionDep) -> Note:
    """Store a new row."""
    require(session, Notebook, body.notebook_id, "notebook_id")
    row = Note.model_validate(body)
    session.add(row)
    session.commit()
    return find(session, Note, row.id, WITH_RELATED)


@router.get("/{note_id}", response_model=NotePublicWithRelated)
def read_note(note_id: Key, session: SessionDep) -> Note:
    """One row."""
    return find(session, Note, note_id, WITH_RELATED)


@router.patch("/{note_id}", response_model=NotePublicWithRelated)
def update_note(note_id: Key, body: NoteUpdate, session: SessionDep) -> Note:
    """Change the fields that the body names."""
    row = find(session, Note, note_id)
    changes = body.model_dump(exclude_unset=True)
    require(session, Notebook, changes.get("notebook_id"), "notebook_id")
    row.sqlmodel_update(changes)
    session.add(row)
    session.commit()
    return find(session, Note, note_id, WITH_RELATED)


@router.delete("/{note_id}", status_code=204)
def delete_note(note_id: Key, session: SessionDep) -> None:
    """Delete the row."""
    session.delete(find(session, Note, note_id))
    session.commit()
