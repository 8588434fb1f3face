from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import create_engine

both = "postgresql+psycopg://db/app"  # psycopg 3 serves both kinds
one = create_engine(both, pool_pre_ping=True)
other = create_async_engine(both, pool_pre_ping=True)
file = create_engine("sqlite:///aiosqlite.db")
memory = create_async_engine("sqlite+aiosqlite://")
lazy = create_engine("sqlite+aiosqlite:///app.db")  # expect: SQM044
plain = create_async_engine("sqlite:///app.db")  # expect: SQM044
old = create_async_engine(  # expect: SQM044
    "postgresql+psycopg2://db/app", pool_pre_ping=True
)
