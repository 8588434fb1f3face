"""Brings the zygote to where a program has already been run once.

Most of a first run is imports, and caches that fill: statements that are compiled,
mappers that are configured, schemas that are built. Done here, it is done for all
children.
"""

import asyncio
import importlib
import threading
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import registry, selectinload
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession

MODULES = (
    "aiosqlite",
    "greenlet",
    "sqlalchemy.dialects.postgresql",
    "mcp_server.observe.program",
)
"""What programs use and the warm-up does not import by itself."""
THREAD_SECONDS = 5.0


def up() -> None:
    """Import everything, and do what programs commonly do, on private models.

    Raises:
        RuntimeError: a thread of the warm-up did not end.
    """
    for module in MODULES:
        importlib.import_module(module)
    once()
    _wait_for_threads()


def once() -> None:
    """Do what programs commonly do, and leave no model behind."""
    mapped = registry()
    _synchronously(mapped)
    asyncio.run(_asynchronously(mapped))
    mapped.dispose()
    mapped.metadata.clear()


def _synchronously(mapped: registry) -> None:
    """Models, tables, rows, a lazy and an eager load, an application with requests."""
    parent, child = _models(mapped)
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    mapped.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([parent(name="a", children=[child()]) for _ in range(2)])
        session.commit()
        for row in session.exec(select(parent)).all():
            len(row.children)
        session.exec(select(parent).options(selectinload(parent.children))).all()
    with TestClient(_application(engine, parent)) as client:
        client.post("/parents", json={"name": "b"})
        client.get("/parents")
    engine.dispose()


def _application(engine: Any, parent: Any) -> FastAPI:
    app = FastAPI()

    @app.post("/parents", response_model=parent)
    def create(body: dict[str, str]) -> Any:
        with Session(engine, expire_on_commit=False) as session:
            row = parent.model_validate(body)
            session.add(row)
            session.commit()
            return row

    @app.get("/parents", response_model=list[parent])
    def read() -> Any:
        with Session(engine) as session:
            return session.exec(select(parent)).all()

    app.openapi()
    return app


async def _asynchronously(mapped: registry) -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(mapped.metadata.create_all)
    parent = next(iter(mapped.mappers)).class_
    async with AsyncSession(engine) as session:
        await session.exec(select(parent))
    await engine.dispose()


def _models(mapped: registry) -> tuple[Any, Any]:
    class Base(SQLModel, registry=mapped):  # never the registry of the programs
        pass

    class Parent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(index=True)
        children: list["Child"] = Relationship(back_populates="parent")

    class Child(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        parent_id: int | None = Field(default=None, foreign_key="parent.id")
        parent: Parent | None = Relationship(back_populates="children")

    return Parent, Child


def _wait_for_threads() -> None:
    """Forking is safe only in a process with one thread."""
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(THREAD_SECONDS)
    if threading.active_count() > 1:
        raise RuntimeError(f"threads did not end: {threading.enumerate()}")
