# The tables.
from sqlmodel import Field, Relationship, SQLModel


class Order(SQLModel, table=True):
    __tablename__ = "customer_order"

    id: int | None = Field(default=None, primary_key=True)
    customer: str = Field(index=True)
    lines: list["Line"] = Relationship(
        back_populates="order", cascade_delete=True, passive_deletes=True
    )


class Line(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    product: str
    order_id: int = Field(
        foreign_key="customer_order.id", ondelete="CASCADE", index=True
    )
    order: Order = Relationship(back_populates="lines")
