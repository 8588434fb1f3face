"""How statements are written, and how their results are read."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from sqlalchemy import select as core_select
from sqlalchemy.orm import Session as CoreSession
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlmodel import (
    Field,
    Relationship,
    Session,
    SQLModel,
    and_,
    col,
    func,
    not_,
    or_,
    select,
    text,
    true,
)
from sqlmodel.ext.asyncio.session import AsyncSession

router = APIRouter()
TABLE = "song"


class BandBase(SQLModel):
    name: str


class BandCreate(BandBase):
    pass


class Band(BandBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    songs: list["Song"] = Relationship(back_populates="band")
    fans: list["Fan"] = Relationship(sa_relationship_kwargs={"lazy": "selectin"})


class Song(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    live: bool = False
    band_id: int | None = Field(default=None, foreign_key="band.id", index=True)
    band: Band | None = Relationship(back_populates="songs")


class Fan(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    band_id: int | None = Field(default=None, foreign_key="band.id", index=True)


# --- conditions ---


def conditions(title: str | None, wanted: set[str]) -> list[Any]:
    return [
        select(Song).where(Song.band_id is None),  # expect: SQM036
        select(Song).where(Song.band_id is not None),  # expect: SQM036
        select(Song).where(Song.title in wanted),  # expect: SQM036
        select(Song).where(Song.title not in wanted),  # expect: SQM036
        select(Song).where(Song.band_id == None),  # expect: SQM036
        select(Song).where(Song.title == "a" and Song.live),  # expect: SQM037
        select(Song).where(Song.title == "a" or Song.title == "b"),  # expect: SQM037
        select(Song).where(not Song.live),  # expect: SQM037
        select(Song).where(1 < Song.id < 9),  # expect: SQM037
        select(Song).where(or_(Song.live, not Song.title)),  # expect: SQM037
        select(Song).where(col(Song.band_id).is_(None)),
        select(Song).where(col(Song.title).in_(wanted)),
        select(Song).where(Song.band_id.is_not(None)),
        select(Song).where(or_(Song.title == "a", and_(Song.live, ~col(Song.live)))),
        select(Song).where((Song.title == "a") & (col(Song.live).is_(True))),
        select(Song).where(not_(Song.live)),
        select(Song).where(title is None or Song.title == title),
        select(Song).where(True if title is None else Song.title == title),
        select(Song).where(Song.title == (title or "a")),
    ]


def in_python(songs: list[Song], song: Song) -> bool:
    kept = [one for one in songs if one.band_id is not None and one.title in {"a"}]
    return song.band_id is None or bool(kept)


# --- loops over rows ---


def titles(session: Session) -> list[list[str]]:
    bands = session.exec(select(Band)).all()
    return [[song.title for song in band.songs] for band in bands]  # expect: SQM032


def titles_loaded(session: Session) -> list[list[str]]:
    statement = select(Band).options(selectinload(Band.songs))
    return [[song.title for song in band.songs] for band in session.exec(statement)]


def titles_loaded_later(session: Session, name: str | None) -> list[int]:
    statement = select(Band)
    if name:
        statement = statement.where(Band.name == name)
    statement = statement.options(selectinload(Band.songs))
    return [len(band.songs) for band in session.exec(statement)]


def titles_by_a_join(session: Session) -> list[int]:
    statement = select(Band).join(Song).options(contains_eager(Band.songs))
    return [len(band.songs) for band in session.exec(statement).unique()]


def options_from_outside(session: Session, options: list[Any]) -> list[int]:
    return [len(b.songs) for b in session.exec(select(Band).options(*options))]


def statement_from_outside(session: Session, statement: Any) -> list[int]:
    return [len(band.songs) for band in session.exec(statement)]


def configured_eager(session: Session) -> list[int]:
    return [len(band.fans) for band in session.exec(select(Band))]


def of_one_band(session: Session, band_id: int) -> list[str]:
    band = session.get_one(Band, band_id)
    return [song.title for song in band.songs]


def first_few(session: Session) -> list[int]:
    return [len(band.songs) for band in session.exec(select(Band).limit(3))]


def band_names(session: Session) -> list[str]:
    bands = session.exec(select(Band)).all()
    songs = session.exec(select(Song)).all()
    named = [song.band.name for song in songs if song.band]
    return named or [band.name for band in bands]


def columns_only(session: Session) -> list[str]:
    return [song.title for song in session.exec(select(Song))]


def by_each_row(session: Session) -> list[Any]:
    songs = session.exec(select(Song)).all()
    return [session.get(Band, song.band_id) for song in songs]  # expect: SQM032


def by_the_identity_map(session: Session) -> list[Any]:
    bands = session.exec(select(Band)).all()
    songs = session.exec(select(Song)).all()
    return [*bands, *[session.get(Band, song.band_id) for song in songs]]


# --- results ---


def joined_twice(session: Session) -> Sequence[Band]:
    statement = select(Band).options(joinedload(Band.songs))
    return session.exec(statement).all()  # expect: SQM033


async def joined_async(session: AsyncSession) -> Sequence[Band]:
    statement = select(Band).options(joinedload(Band.songs))
    return (await session.exec(statement)).all()  # expect: SQM033


def joined_unique(session: Session) -> Sequence[Band]:
    return session.exec(select(Band).options(joinedload(Band.songs))).unique().all()


def joined_first(session: Session) -> Band | None:
    return session.exec(select(Band).options(joinedload(Band.songs))).first()


def joined_to_one(session: Session) -> Sequence[Song]:
    return session.exec(select(Song).options(joinedload(Song.band))).all()


def selected_within_joined(session: Session) -> Sequence[Song]:
    loads = joinedload(Song.band).selectinload(Band.songs)
    return session.exec(select(Song).options(loads)).all()


def scalars_of_scalars(session: Session) -> Sequence[Band]:
    return session.exec(select(Band)).scalars().all()  # expect: SQM039


def scalar_of_count(session: Session) -> int:
    return session.exec(select(func.count(Band.id))).scalar_one()  # expect: SQM039


def scalars_of_rows(session: Session) -> Sequence[Any]:
    return session.exec(select(Band.id, Band.name)).scalars().all()


def scalars_of_core(session: Session) -> Sequence[Any]:
    return session.exec(core_select(Band)).scalars().all()


def executed(session: Session) -> Sequence[Band]:
    return session.execute(select(Band)).scalars().all()  # expect: SQM038


def queried(session: Session) -> list[Band]:
    return session.query(Band).all()  # expect: SQM038


def executed_by_core(session: CoreSession) -> Sequence[Band]:
    return session.execute(core_select(Band)).scalars().all()


def executed_text(session: Session) -> Any:
    return session.execute(text("SELECT 1")).all()


def string_executed(session: Session) -> Any:
    return session.exec("SELECT 1").all()  # expect: SQM068


def every_pair(session: Session) -> Any:
    return session.exec(select(Band, Song)).all()  # expect: SQM082


def pairs(session: Session) -> Any:
    session.exec(select(Band, Song).join(Song, true())).all()
    session.exec(select(Band, Song).where(Band.id == Song.band_id)).all()
    return session.exec(select(Band.name, Song.title).select_from(Band).join(Song))


def counted(session: Session) -> int:
    return len(session.exec(select(Band)).all())  # expect: SQM066


def counted_and_used(session: Session) -> tuple[int, Any]:
    bands = session.exec(select(Band)).all()
    return len(bands), bands


def by_key(session: Session, band_id: int) -> Band:
    return session.exec(select(Band).where(Band.id == band_id)).one()  # expect: SQM067


def by_key_and_more(session: Session, band_id: int, name: str) -> Any:
    session.exec(select(Band).where(Band.id == band_id, Band.name == name)).first()
    session.exec(select(Band).where(Band.id > band_id)).first()
    session.exec(select(Song).where(Song.id == band_id).with_for_update()).one()
    return session.exec(select(Band.name).where(Band.id == band_id)).first()


def pages(session: Session, offset: int, limit: int) -> Any:
    unordered = select(Song).offset(offset).limit(limit)  # expect: SQM041
    session.exec(unordered).all()
    statement = select(Song).order_by(Song.id)
    statement = statement.offset(offset).limit(limit)
    session.exec(statement).all()
    return session.exec(select(Song.id).where(Song.live).limit(1)).first()


def searched(session: Session, text: str) -> Any:
    name = col(Song.title)
    session.exec(select(Song).where(name.like(f"%{text}%")))
    found = col(Song.title).like(f"%{text}%")  # expect: SQM048
    session.exec(select(Song).where(found))
    session.exec(select(Song).where(col(Song.title).contains(text, autoescape=True)))
    session.exec(select(Song).where(col(Song.title).startswith("The ")))
    escaped = text.replace("%", r"\%")
    return session.exec(select(Song).where(col(Song.title).like(escaped, escape="\\")))


def registered(session: Session, name: str) -> Band:
    if session.exec(select(Band).where(Band.name == name)).first():
        raise ValueError(name)
    known = session.exec(select(Band).where(Band.name == name)).first()
    if known is None:
        known = Band(name=name)
        session.add(known)  # expect: SQM040
        session.commit()
    return known


# --- texts ---


def texts(session: Session, name: str, number: int, wanted: list[int]) -> None:
    places = ", ".join(f":id{at}" for at in range(len(wanted)))
    session.exec(text(f"SELECT * FROM band WHERE name = '{name}'"))  # expect: SQM035
    percent = "SELECT * FROM band WHERE name = '%s'" % name  # noqa: UP031 # expect: SQM035
    session.exec(text(percent))
    session.exec(text("DELETE FROM band WHERE name = " + name))  # expect: SQM035
    template = "SELECT 1 FROM band WHERE name = '{}'"
    session.exec(text(template.format(name)))
    session.exec(text(f"SELECT * FROM {TABLE} WHERE title = :title"))
    session.exec(text(f"SELECT * FROM band WHERE id IN ({places})"))
    session.exec(text(f"SELECT * FROM song LIMIT {number}"))
    session.exec(text("SELECT * FROM band WHERE name = :name"), params={"name": name})
    session.exec(select(Band).where(col(Band.name) == f"{name}!"))


# --- what is added ---


def added(session: Session, band: BandBase, given: BandCreate) -> None:
    session.add(band)
    session.add(given)  # expect: SQM081
    session.add(BandBase(name="x"))  # expect: SQM081
    session.add(Band.model_validate(given))


# --- endpoints ---


def given_session() -> Session: ...


@router.get("/bands")
def every_band(session: Session) -> Any:
    return session.exec(select(Band)).all()  # expect: SQM034


@router.get("/bands/{band_id}/songs")
def songs_of(session: Session, band_id: int) -> Any:
    return session.exec(select(Song).where(Song.band_id == band_id)).all()


@router.get("/top")
def top_bands(session: Session) -> Any:
    bands = session.exec(select(Band).limit(10)).all()
    return bands
