# The application: routers and the life of the engine.
from contextlib import asynccontextmanager

from fastapi import FastAPI

from .database import create_tables, engine
from .routers import patients


@asynccontextmanager
async def lifespan(_app: FastAPI):
    create_tables()
    yield
    engine.dispose()


app = FastAPI(lifespan=lifespan)
app.include_router(patients.router)
