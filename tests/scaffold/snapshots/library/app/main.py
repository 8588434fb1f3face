"""The application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from app.database import SessionDep, get_engine
from app.errors import add_error_handlers
from app.routers import books, custom, loans, readers, shelves, volumes


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Close the connections at the end; migrations make the tables."""
    yield
    await get_engine().dispose()


app = FastAPI(title="library", lifespan=lifespan, max_body_size=2**20)
add_error_handlers(app)
app.include_router(custom.router, prefix="/api/v1")
app.include_router(books.router, prefix="/api/v1")
app.include_router(loans.router, prefix="/api/v1")
app.include_router(readers.router, prefix="/api/v1")
app.include_router(shelves.router, prefix="/api/v1")
app.include_router(volumes.router, prefix="/api/v1")


@app.get("/health", tags=["health"])
async def check_health(session: SessionDep) -> dict[str, str]:
    """Whether the database answers: 503 if it does not."""
    try:
        await session.exec(select(1))
    except (SQLAlchemyError, OSError) as error:
        raise HTTPException(503, "The database does not answer") from error
    return {"status": "ok"}
