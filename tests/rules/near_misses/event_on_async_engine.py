from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import Session, create_engine

engine = create_engine("sqlite:///app.db")
async_engine = create_async_engine("sqlite+aiosqlite:///app.db")


@event.listens_for(engine, "connect")
@event.listens_for(async_engine.sync_engine, "connect")
@event.listens_for(Session, "after_flush")
def inform(*_rest: object) -> None:
    pass


def install(target: AsyncEngine) -> None:
    event.listen(target.sync_engine, "connect", inform)
    event.listen(target, "connect", inform)  # expect: SQM075
