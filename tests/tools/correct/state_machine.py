# Shows a state machine: what may follow what is checked before it is written.
# ruff: noqa: T201, RUF100 - it prints
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, create_engine


class State(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    PAID = "paid"


FOLLOWS = {State.DRAFT: {State.SENT}, State.SENT: {State.PAID}, State.PAID: set()}


class NotAllowed(ValueError):
    pass


class Invoice(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    state: State = State.DRAFT

    def move_to(self, state: State) -> None:
        if state not in FOLLOWS[self.state]:
            raise NotAllowed(f"{self.state} -> {state}")
        self.state = state


engine = create_engine("sqlite:///states.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Invoice())
    session.commit()

with Session(engine) as session:
    invoice = session.get_one(Invoice, 1)
    invoice.move_to(State.SENT)
    session.commit()
    try:
        invoice.move_to(State.DRAFT)
    except NotAllowed as error:
        print("refused:", error)
    assert invoice.state is State.SENT
