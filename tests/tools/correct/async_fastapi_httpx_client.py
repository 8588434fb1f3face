# Shows an async application asked by an async client, without a server.
import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///todo.db")
sessions = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


class Todo(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    done: bool = False


class TodoIn(SQLModel):
    text: str = Field(min_length=1, max_length=200)


class TodoOut(TodoIn):
    id: int
    done: bool


async def get_session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
app = FastAPI()


@app.post("/todos", response_model=TodoOut, status_code=201)
async def add(body: TodoIn, session: SessionDep):
    todo = Todo.model_validate(body)
    session.add(todo)
    await session.commit()
    return todo


@app.post("/todos/{todo_id}/done", response_model=TodoOut)
async def finish(todo_id: Annotated[int, Path(ge=1, lt=2**63)], session: SessionDep):
    todo = await session.get(Todo, todo_id)
    if todo is None:
        raise HTTPException(status_code=404)
    todo.done = True
    await session.commit()
    return todo


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.post("/todos", json={"text": "rest"})).status_code == 201
        assert (await client.post("/todos/1/done")).json()["done"] is True
        assert (await client.post("/todos/2/done")).status_code == 404
    await engine.dispose()


asyncio.run(main())
