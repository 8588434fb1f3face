import os
from typing import Any

from fastapi import FastAPI
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool
from sqlmodel import create_engine

app = FastAPI()
HOST = "db"
LOCAL = "sqlite:///app.db"
SERVER = f"postgresql+psycopg://{HOST}/app"

sqlite = create_engine(LOCAL)
unknown = create_engine(os.environ["DATABASE_URL"])
pinged = create_engine(SERVER, pool_pre_ping=True)
decided = create_engine(SERVER, pool_pre_ping=False)  # somebody thought about it
unpooled = create_engine(SERVER, poolclass=NullPool)


def configured(options: dict[str, Any]) -> None:
    create_engine(SERVER, **options)


named = create_engine(SERVER)  # expect: SQM003
parsed = create_engine(make_url("mysql+pymysql://db/app"))  # expect: SQM003
built = create_engine(URL.create("postgresql+psycopg"))  # expect: SQM003
