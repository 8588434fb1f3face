# Shows savepoints: one bad row of an import is left out, the others stay.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, func, select


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)


engine = create_engine("sqlite:///members.db")


def import_members(emails: list[str]) -> list[str]:
    refused = []
    with Session(engine) as session:
        for email in emails:
            try:
                with session.begin_nested():
                    session.add(Member(email=email))
            except IntegrityError:
                refused.append(email)
        session.commit()
    return refused


def main():
    SQLModel.metadata.create_all(engine)
    refused = import_members(["a@example.org", "b@example.org", "a@example.org"])
    print("refused:", refused)
    with Session(engine) as session:
        assert session.exec(select(func.count()).select_from(Member)).one() == 2


if __name__ == "__main__":
    main()
