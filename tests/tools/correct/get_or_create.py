# Shows get-or-create that lets the unique constraint decide, inside a savepoint.
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Tag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


engine = create_engine("sqlite:///tags.db")


def get_or_create(session: Session, name: str) -> Tag:
    by_name = select(Tag).where(Tag.name == name)
    if tag := session.exec(by_name).first():
        return tag
    try:
        with session.begin_nested():
            tag = Tag(name=name)
            session.add(tag)
    except IntegrityError:  # somebody was faster
        return session.exec(by_name).one()
    return tag


def main():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        first = get_or_create(session, "red")
        again = get_or_create(session, "red")
        other = get_or_create(session, "blue")
        session.commit()
        assert first.id == again.id != other.id


if __name__ == "__main__":
    main()
