# Shows IntegrityError caught, rolled back, and the session used further.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, select


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True, index=True)


engine = create_engine("sqlite:///users.db")


def register(session: Session, username: str) -> User | None:
    user = User(username=username)
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return None
    session.refresh(user)
    return user


def main():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        assert register(session, "marta") is not None
        assert register(session, "marta") is None
        assert register(session, "milo") is not None
        names = session.exec(select(User.username).order_by(User.username)).all()
        print(names)


if __name__ == "__main__":
    main()
