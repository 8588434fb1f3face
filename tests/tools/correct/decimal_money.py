# Shows money as Decimal: exact sums, two decimal places, no float.
from decimal import Decimal

from sqlmodel import Field, Session, SQLModel, create_engine, func, select


class Payment(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    payer: str = Field(index=True)
    amount: Decimal = Field(default=Decimal(0), max_digits=12, decimal_places=2)


engine = create_engine("sqlite:///payments.db")


def main():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Payment(payer="Ada", amount=Decimal("0.10")))
        session.add(Payment(payer="Ada", amount=Decimal("0.20")))
        session.add(Payment(payer="Bo", amount=Decimal("19.99")))
        session.commit()

        payments = session.exec(select(Payment).where(Payment.payer == "Ada")).all()
        assert sum(payment.amount for payment in payments) == Decimal("0.30")

        statement = (
            select(Payment.payer, func.sum(Payment.amount))
            .group_by(Payment.payer)
            .order_by(Payment.payer)
        )
        totals = dict(session.exec(statement).all())
        assert totals["Bo"] == Decimal("19.99")


if __name__ == "__main__":
    main()
