# Shows a row that is read, deleted and looked for again.
# ruff: noqa: T201, RUF100 - it prints
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Ticket(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    subject: str


engine = create_engine("sqlite:///tickets.db")


def create_tickets():
    with Session(engine) as session:
        session.add(Ticket(subject="Lamp flickers"))
        session.add(Ticket(subject="Door squeaks"))
        session.commit()


def delete_ticket():
    with Session(engine) as session:
        statement = select(Ticket).where(Ticket.subject == "Door squeaks")
        ticket = session.exec(statement).one()
        print("To delete:", ticket)

        session.delete(ticket)
        session.commit()

        print("Still has its values:", ticket.subject)

        ticket = session.exec(statement).first()
        if ticket is None:
            print("There is no such ticket any more")


def main():
    SQLModel.metadata.create_all(engine)
    create_tickets()
    delete_ticket()


if __name__ == "__main__":
    main()
