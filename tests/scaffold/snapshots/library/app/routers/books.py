"""Endpoints for books."""

from typing import Any

from fastapi import APIRouter
from sqlmodel import col, select

from app.database import SessionDep
from app.fields import KeyText
from app.models import Book
from app.pagination import InQuery, PageOf, directions, offset_page, terms
from app.queries import find
from app.schemas import BookCreate, BookPublic, BookQuery, BookUpdate

router = APIRouter(prefix="/books", tags=["books"])

SORTED_BY: dict[str, Any] = {
    "isbn": Book.isbn,
    "title": Book.title,
    "created_at": Book.created_at,
    "updated_at": Book.updated_at,
}


@router.get("/", response_model=PageOf[BookPublic])
async def list_books(session: SessionDep, query: InQuery[BookQuery]) -> PageOf[Book]:
    """A page of books."""
    statement = select(Book)
    if query.title is not None:
        statement = statement.where(col(Book.title) == query.title)
    if query.created_at_from is not None:
        statement = statement.where(col(Book.created_at) >= query.created_at_from)
    if query.created_at_to is not None:
        statement = statement.where(col(Book.created_at) <= query.created_at_to)
    if query.updated_at_from is not None:
        statement = statement.where(col(Book.updated_at) >= query.updated_at_from)
    if query.updated_at_to is not None:
        statement = statement.where(col(Book.updated_at) <= query.updated_at_to)
    order = directions(query.sort, key=["isbn"])
    return await offset_page(session, statement, query, terms(SORTED_BY, order))


@router.post("/", response_model=BookPublic, status_code=201)
async def create_book(body: BookCreate, session: SessionDep) -> Book:
    """Store a new row."""
    row = Book.model_validate(body)
    session.add(row)
    await session.commit()
    return await find(session, Book, row.isbn)


@router.get("/{isbn}", response_model=BookPublic)
async def read_book(isbn: KeyText, session: SessionDep) -> Book:
    """One row."""
    return await find(session, Book, isbn)


@router.patch("/{isbn}", response_model=BookPublic)
async def update_book(isbn: KeyText, body: BookUpdate, session: SessionDep) -> Book:
    """Change the fields that the body names."""
    row = await find(session, Book, isbn)
    changes = body.model_dump(exclude_unset=True)
    row.sqlmodel_update(changes)
    session.add(row)
    await session.commit()
    return await find(session, Book, isbn)


@router.delete("/{isbn}", status_code=204)
async def delete_book(isbn: KeyText, session: SessionDep) -> None:
    """Delete the row."""
    await session.delete(await find(session, Book, isbn))
    await session.commit()
