"""The application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from app.database import SessionDep, create_tables, get_engine
from app.errors import add_error_handlers
from app.routers import custom, notebooks, notes


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Create missing tables at the start; close the connections at the end."""
    engine = get_engine()
    create_tables(engine)
    yield
    engine.dispose()


app = FastAPI(title="notes", lifespan=lifespan, max_body_size=2**20)
add_error_handlers(app)
app.include_router(custom.router)
app.include_router(notebooks.router)
app.include_router(notes.router)


@app.get("/health", tags=["health"])
def check_health(session: SessionDep) -> dict[str, str]:
    """Whether the database answers: 503 if it does not."""
    try:
        session.exec(select(1))
    except (SQLAlchemyError, OSError) as error:
        raise HTTPException(503, "The database does not answer") from error
    return {"status": "ok"}
