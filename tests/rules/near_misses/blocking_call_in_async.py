import asyncio
import time

import httpx
from fastapi import APIRouter

router = APIRouter()


@router.get("/plain")
def plain() -> None:
    time.sleep(1)  # in a thread


@router.get("/given")
async def given() -> None:
    await asyncio.to_thread(time.sleep, 1)
    async with httpx.AsyncClient() as client:
        await client.get("https://example.com")

    def inner() -> None:
        time.sleep(1)

    await asyncio.to_thread(inner)


@router.get("/blocked")
async def blocked() -> int:
    time.sleep(1)  # noqa: ASYNC251  # expect: SQM059
    answer = httpx.get("https://example.com")  # noqa: ASYNC210  # expect: SQM059
    return answer.status_code
