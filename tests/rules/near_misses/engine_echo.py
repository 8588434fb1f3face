import os

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import create_engine

debug = os.environ.get("DEBUG") == "1"
from_setting = create_engine("sqlite:///app.db", echo=debug)
silent = create_engine("sqlite:///app.db", echo=False)
pool = create_engine("sqlite:///app.db", echo_pool=True)
loud = create_engine("sqlite:///app.db", echo=True)  # expect: SQM002
debugging = create_engine("sqlite:///app.db", echo="debug")  # expect: SQM002
later = create_async_engine("sqlite+aiosqlite:///a.db", echo=True)  # expect: SQM002
