# Shows begin() blocks that commit at their end and roll back when something is raised.
# ruff: noqa: T201, RUF100 - it prints
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Wallet(SQLModel, table=True):
    name: str = Field(primary_key=True)
    coins: int


class NotEnough(Exception):
    pass


engine = create_engine("sqlite:///wallets.db")


def transfer(source: str, target: str, coins: int) -> None:
    with Session(engine) as session, session.begin():
        giver = session.get_one(Wallet, source, with_for_update=True)
        taker = session.get_one(Wallet, target, with_for_update=True)
        taker.coins += coins
        giver.coins -= coins
        if giver.coins < 0:
            raise NotEnough(source)


def main():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add_all([Wallet(name="ann", coins=10), Wallet(name="ben", coins=0)])

    transfer("ann", "ben", 4)
    try:
        transfer("ann", "ben", 40)
    except NotEnough as error:
        print("not enough in the wallet of", error)

    with Session(engine) as session:
        wallets = session.exec(select(Wallet).order_by(Wallet.name)).all()
        assert [wallet.coins for wallet in wallets] == [6, 4]


if __name__ == "__main__":
    main()
