# Shows a computed field in the model that leaves the database layer.
from datetime import date

from pydantic import computed_field
from sqlmodel import Field, Session, SQLModel, create_engine, select


class LoanBase(SQLModel):
    borrower: str = Field(max_length=80)
    due_on: date


class Loan(LoanBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class LoanPublic(LoanBase):
    id: int

    @computed_field
    @property
    def overdue(self) -> bool:
        return self.due_on < date(2026, 6, 1)


engine = create_engine("sqlite:///library.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Loan(borrower="Piet", due_on=date(2026, 5, 2)))
    session.add(Loan(borrower="Quinn", due_on=date(2026, 7, 2)))
    session.commit()
    loans = session.exec(select(Loan).order_by(Loan.id)).all()
    public = [LoanPublic.model_validate(loan) for loan in loans]

assert [loan.model_dump()["overdue"] for loan in public] == [True, False]
