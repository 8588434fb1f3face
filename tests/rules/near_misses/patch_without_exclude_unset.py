from fastapi import APIRouter
from sqlmodel import Field, SQLModel

router = APIRouter()


class HeroUpdate(SQLModel):
    name: str | None = None
    age: int | None = None


class Rename(SQLModel):
    name: str


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int | None = None


HERO = Hero(name="Deadpond")


@router.put("/hero")
def put(body: HeroUpdate) -> None:
    HERO.sqlmodel_update(body.model_dump())


@router.patch("/hero/name")
def rename(body: Rename) -> None:
    HERO.sqlmodel_update(body.model_dump())


@router.patch("/hero/set")
def patch_given(body: HeroUpdate) -> None:
    changes = body.model_dump(exclude_unset=True)
    HERO.sqlmodel_update(changes)
    for key, value in body.model_dump().items():
        if value is not None:
            setattr(HERO, key, value)


@router.patch("/hero/all")
def patch_all(body: HeroUpdate) -> None:
    changes = body.model_dump()  # expect: SQM008
    for key, value in changes.items():
        setattr(HERO, key, value)


@router.patch("/hero")
def patch(body: HeroUpdate) -> None:
    HERO.sqlmodel_update(body)  # expect: SQM008


def replace_hero(hero: Hero, data: HeroUpdate) -> None:
    hero.sqlmodel_update(data.model_dump())


def update_by_row(hero: Hero, other: Hero) -> None:
    hero.sqlmodel_update(other.model_dump())
