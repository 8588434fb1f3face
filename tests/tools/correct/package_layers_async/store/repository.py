# How orders are found and kept.
from collections.abc import Sequence

from sqlalchemy.orm import selectinload
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from .models import Order


class OrderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, order: Order) -> None:
        self._session.add(order)

    async def find(self, order_id: int) -> Order | None:
        return await self._session.get(
            Order, order_id, options=[selectinload(Order.lines)]
        )

    async def remove(self, order: Order) -> None:
        await self._session.delete(order)

    async def newest(self, most: int = 50) -> Sequence[Order]:
        statement = select(Order).options(selectinload(Order.lines))
        result = await self._session.exec(
            statement.order_by(col(Order.id).desc()).limit(most)
        )
        return result.all()
