# Wrong: the list returns every row, however many there are.
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///books.db")


class BookBase(SQLModel):
    name: str = Field(min_length=1, max_length=60)


class Book(BookBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class BookCreate(BookBase):
    pass


class BookPublic(BookBase):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/books", response_model=BookPublic, status_code=201)
def create_book(body: BookCreate, session: SessionDep):
    book = Book.model_validate(body)
    session.add(book)
    session.commit()
    session.refresh(book)
    return book


@app.get("/books", response_model=list[BookPublic])
def list_books(session: SessionDep):
    return session.exec(select(Book).order_by(Book.id)).all()
