from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, create_engine

app = FastAPI()
shared = create_engine(
    "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
)
file = create_engine("sqlite:///memory.db")
later = create_async_engine("sqlite+aiosqlite://")
unused = create_engine("sqlite://")
lost = create_engine("sqlite:///:memory:")  # expect: SQM069


async def close() -> None:
    await later.dispose()


@app.get("/")
def read() -> str:
    with Session(lost) as session, Session(file) as other, Session(shared):
        return f"{session} {other}"
