# One transaction: committed when told to, rolled back otherwise.
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from .repository import OrderRepository


class UnitOfWork:
    def __init__(self, engine: AsyncEngine) -> None:
        self._session = AsyncSession(engine, expire_on_commit=False)
        self.orders = OrderRepository(self._session)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._session.close()

    async def commit(self) -> None:
        await self._session.commit()
