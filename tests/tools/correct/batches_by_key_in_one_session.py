# Shows a long table worked through in batches: one line sends the same SELECT often.
from sqlmodel import Field, Session, SQLModel, col, create_engine, insert, select

engine = create_engine("sqlite:///mailing.db")
BATCH = 50


class Address(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str
    domain: str | None = None


def batches(session: Session):
    last = 0
    while True:
        statement = select(Address).where(col(Address.id) > last)
        batch = session.exec(statement.order_by(col(Address.id)).limit(BATCH)).all()
        if not batch:
            return
        last = batch[-1].id
        yield batch


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        rows = [{"email": f"user{n}@example{n % 3}.org"} for n in range(320)]
        session.exec(insert(Address), params=rows)
        session.commit()

    with Session(engine) as session:
        for batch in batches(session):
            for address in batch:
                address.domain = address.email.partition("@")[2]
            session.flush()
            session.expunge_all()
        session.commit()

    with Session(engine) as session:
        unknown = select(Address).where(col(Address.domain).is_(None))
        assert session.exec(unknown).first() is None


if __name__ == "__main__":
    main()
