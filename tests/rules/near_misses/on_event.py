from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from discord import Client
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    yield


app = FastAPI(lifespan=lifespan)
bot = Client()


@bot.on_event("message")
async def answer() -> None:
    pass


@app.on_event("shutdown")  # expect: SQM056
async def never_called() -> None:
    pass
