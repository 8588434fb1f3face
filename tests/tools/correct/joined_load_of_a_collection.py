# Shows joinedload() of a list with unique(), and contains_eager() with a filter.
from sqlalchemy.orm import contains_eager, joinedload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    books: list["Book"] = Relationship(back_populates="author")


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int
    author_id: int = Field(foreign_key="author.id", index=True)
    author: Author = Relationship(back_populates="books")


engine = create_engine("sqlite:///authors.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    for name in ("Ito", "Juarez", "Kovac"):
        books = [Book(title=f"{name} {n}", year=2000 + n) for n in range(3)]
        session.add(Author(name=name, books=books))
    session.commit()

with Session(engine) as session:
    statement = select(Author).options(joinedload(Author.books)).order_by(Author.name)
    authors = session.exec(statement).unique().all()
    assert [len(author.books) for author in authors] == [3, 3, 3]

with Session(engine) as session:
    statement = (
        select(Author)
        .join(Author.books)
        .where(Book.year == 2002)
        .options(contains_eager(Author.books))
        .execution_options(populate_existing=True)
    )
    for author in session.exec(statement).unique():
        assert [book.year for book in author.books] == [2002]
