# What the store does.
from collections.abc import Callable

from .models import Line, Order
from .unit import UnitOfWork


class NotFound(Exception):
    pass


class OrderService:
    def __init__(self, new_unit: Callable[[], UnitOfWork]) -> None:
        self._new_unit = new_unit

    async def place(self, customer: str, products: list[str]) -> int:
        async with self._new_unit() as unit:
            lines = [Line(product=product) for product in products]
            order = Order(customer=customer, lines=lines)
            unit.orders.add(order)
            await unit.commit()
            return order.id

    async def cancel(self, order_id: int) -> None:
        async with self._new_unit() as unit:
            order = await unit.orders.find(order_id)
            if order is None:
                raise NotFound(order_id)
            await unit.orders.remove(order)
            await unit.commit()

    async def summary(self) -> dict[str, int]:
        async with self._new_unit() as unit:
            orders = await unit.orders.newest()
            return {order.customer: len(order.lines) for order in orders}
