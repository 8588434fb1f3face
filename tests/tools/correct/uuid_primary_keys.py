# Shows UUID keys that exist before the insert and a foreign key to one.
# ruff: noqa: T201, RUF100 - it prints
import uuid

from sqlmodel import Field, Relationship, Session, SQLModel, create_engine


class Account(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    owner: str
    cards: list["Card"] = Relationship(back_populates="account")


class Card(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    last_digits: str = Field(min_length=4, max_length=4)
    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    account: Account = Relationship(back_populates="cards")


def main():
    engine = create_engine("sqlite:///accounts.db")
    SQLModel.metadata.create_all(engine)

    account = Account(owner="Lena")
    account_id = account.id
    with Session(engine) as session:
        session.add(account)
        session.add(Card(last_digits="0042", account_id=account_id))
        session.commit()

    with Session(engine) as session:
        account = session.get(Account, account_id)
        assert account is not None
        print("Account:", account.owner, [card.last_digits for card in account.cards])
        assert session.get(Account, uuid.uuid4()) is None


if __name__ == "__main__":
    main()
