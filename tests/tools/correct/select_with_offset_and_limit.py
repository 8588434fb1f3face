# Shows pages read with offset and limit in a stable order.
from sqlmodel import Field, Session, SQLModel, col, create_engine, select


class Photo(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    file_name: str
    stars: int = 0


engine = create_engine("sqlite:///photos.db")
PAGE_SIZE = 4


def create_photos():
    with Session(engine) as session:
        for number in range(10):
            session.add(Photo(file_name=f"img_{number:03}.jpg", stars=number % 3))
        session.commit()


def read_page(page: int) -> list[str]:
    with Session(engine) as session:
        statement = (
            select(Photo)
            .order_by(col(Photo.stars).desc(), col(Photo.id))
            .offset(page * PAGE_SIZE)
            .limit(PAGE_SIZE)
        )
        return [photo.file_name for photo in session.exec(statement)]


def main():
    SQLModel.metadata.create_all(engine)
    create_photos()
    pages = [read_page(page) for page in range(3)]
    assert [len(page) for page in pages] == [4, 4, 2]
    assert pages[0][0] == "img_002.jpg"
    assert len({name for page in pages for name in page}) == 10


if __name__ == "__main__":
    main()
