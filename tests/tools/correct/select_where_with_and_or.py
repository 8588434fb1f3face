# Shows where() with several conditions, or_(), not and in_().
# ruff: noqa: T201, RUF100 - it prints
from sqlmodel import Field, Session, SQLModel, col, create_engine, or_, select


class Track(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(index=True)
    seconds: int = Field(index=True)
    genre: str | None = Field(default=None, index=True)


engine = create_engine("sqlite:///music.db")


def create_tracks():
    with Session(engine) as session:
        session.add_all(
            [
                Track(title="Low Tide", seconds=210, genre="ambient"),
                Track(title="Brass Alley", seconds=185, genre="jazz"),
                Track(title="Nine Trains", seconds=340, genre="jazz"),
                Track(title="Untitled", seconds=95),
            ]
        )
        session.commit()


def select_tracks():
    with Session(engine) as session:
        long_jazz = select(Track).where(Track.genre == "jazz", Track.seconds > 200)
        for track in session.exec(long_jazz):
            print("long jazz:", track.title)

        chained = select(Track).where(Track.seconds >= 100).where(Track.seconds < 220)
        print("medium:", [track.title for track in session.exec(chained)])

        either = select(Track).where(
            or_(Track.seconds < 100, col(Track.genre) == "ambient")
        )
        print("short or ambient:", [track.title for track in session.exec(either)])

        without_genre = select(Track).where(col(Track.genre).is_(None))
        assert session.exec(without_genre).one().title == "Untitled"

        known = select(Track).where(col(Track.genre).in_(["jazz", "ambient"]))
        assert len(session.exec(known).all()) == 3

        not_jazz = select(Track).where(
            col(Track.genre).is_not(None), Track.genre != "jazz"
        )
        assert [track.title for track in session.exec(not_jazz)] == ["Low Tide"]


def main():
    SQLModel.metadata.create_all(engine)
    create_tracks()
    select_tracks()


if __name__ == "__main__":
    main()
