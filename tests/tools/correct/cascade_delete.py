# Shows deletes that reach the children: by the database and by the session.
from sqlalchemy import event
from sqlmodel import (
    Field,
    Relationship,
    Session,
    SQLModel,
    create_engine,
    func,
    select,
)


class Playlist(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    entries: list["Entry"] = Relationship(
        back_populates="playlist", cascade_delete=True, passive_deletes=True
    )
    covers: list["Cover"] = Relationship(back_populates="playlist", cascade_delete=True)


class Entry(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    playlist_id: int = Field(foreign_key="playlist.id", ondelete="CASCADE", index=True)
    playlist: Playlist = Relationship(back_populates="entries")


class Cover(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    url: str
    playlist_id: int = Field(foreign_key="playlist.id", index=True)
    playlist: Playlist = Relationship(back_populates="covers")


engine = create_engine("sqlite:///playlists.db")


@event.listens_for(engine, "connect")
def enforce_foreign_keys(connection, _record):
    connection.execute("PRAGMA foreign_keys=ON")


def main():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        playlist = Playlist(name="Road")
        playlist.entries = [Entry(title=f"Song {n}") for n in range(5)]
        playlist.covers = [Cover(url="/road.png")]
        session.add(playlist)
        session.commit()

        session.delete(playlist)
        session.commit()

        assert session.exec(select(func.count()).select_from(Entry)).one() == 0
        assert session.exec(select(func.count()).select_from(Cover)).one() == 0


if __name__ == "__main__":
    main()
