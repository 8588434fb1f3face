# Shows a column that the database computes.
from sqlalchemy import Computed
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Invoice(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    net: int
    tax: int
    gross: int | None = Field(default=None, sa_column_args=[Computed("net + tax")])


engine = create_engine("sqlite:///invoices.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Invoice(net=100, tax=19))
    session.commit()
    invoice = session.exec(select(Invoice).where(Invoice.gross == 119)).one()
    invoice.tax = 7
    session.commit()
    session.refresh(invoice)
    assert invoice.gross == 107
