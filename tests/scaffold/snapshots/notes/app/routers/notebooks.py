"""Endpoints for notebooks."""

from typing import Any

from fastapi import APIRouter
from sqlmodel import col, select

from app.database import SessionDep
from app.fields import Key
from app.models import Notebook
from app.pagination import InQuery, PageOf, directions, offset_page, terms
from app.queries import find
from app.schemas import NotebookCreate, NotebookPublic, NotebookQuery, NotebookUpdate

router = APIRouter(prefix="/notebooks", tags=["notebooks"])

SORTED_BY: dict[str, Any] = {"id": Notebook.id, "title": Notebook.title}


@router.get("/", response_model=PageOf[NotebookPublic])
def list_notebooks(
    session: SessionDep, query: InQuery[NotebookQuery]
) -> PageOf[Notebook]:
    """A page of notebooks."""
    statement = select(Notebook)
    if query.title is not None:
        statement = statement.where(col(Notebook.title) == query.title)
    order = directions(query.sort, key=["id"])
    return offset_page(session, statement, query, terms(SORTED_BY, order))


@router.post("/", response_model=NotebookPublic, status_code=201)
def create_notebook(body: NotebookCreate, session: SessionDep) -> Notebook:
    """Store a new row."""
    row = Notebook.model_validate(body)
    session.add(row)
    session.commit()
    return find(session, Notebook, row.id)


@router.get("/{notebook_id}", response_model=NotebookPublic)
def read_notebook(notebook_id: Key, session: SessionDep) -> Notebook:
    """One row."""
    return find(session, Notebook, notebook_id)


@router.patch("/{notebook_id}", response_model=NotebookPublic)
def update_notebook(
    notebook_id: Key, body: NotebookUpdate, session: SessionDep
) -> Notebook:
    """Change the fields that the body names."""
    row = find(session, Notebook, notebook_id)
    changes = body.model_dump(exclude_unset=True)
    row.sqlmodel_update(changes)
    session.add(row)
    session.commit()
    return find(session, Notebook, notebook_id)


@router.delete("/{notebook_id}", status_code=204)
def delete_notebook(notebook_id: Key, session: SessionDep) -> None:
    """Delete the row."""
    session.delete(find(session, Notebook, notebook_id))
    session.commit()
