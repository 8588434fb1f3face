# Shows rows that are used after commit and after the session closed.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Band(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    songs: list["Song"] = Relationship(back_populates="band")


class Song(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    band_id: int = Field(foreign_key="band.id", index=True)
    band: Band = Relationship(back_populates="songs")


engine = create_engine("sqlite:///bands.db")


def create_band(name: str, titles: list[str]) -> Band:
    with Session(engine, expire_on_commit=False) as session:
        band = Band(name=name, songs=[Song(title=title) for title in titles])
        session.add(band)
        session.commit()
        return band


def read_bands() -> list[Band]:
    with Session(engine) as session:
        statement = select(Band).options(selectinload(Band.songs)).order_by(Band.name)
        return list(session.exec(statement).all())


def main() -> None:
    SQLModel.metadata.create_all(engine)
    band = create_band("The Tins", ["Rust", "Polish"])
    assert band.id == 1
    assert [song.title for song in band.songs] == ["Rust", "Polish"]
    create_band("Quiet", ["Hush"])
    for band in read_bands():
        print(band.name, [song.title for song in band.songs])


if __name__ == "__main__":
    main()
