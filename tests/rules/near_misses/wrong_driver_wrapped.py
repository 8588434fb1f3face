from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import create_engine

engine = AsyncEngine(create_engine("sqlite+aiosqlite:///app.db"))
