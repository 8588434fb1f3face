import json

from fastapi import Depends, FastAPI
from sqlmodel import Field, SQLModel

app = FastAPI()


class HeroCreate(SQLModel):
    name: str


class HeroPublic(HeroCreate):
    id: int


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    owner_id: int


class Careful(SQLModel, table=True):
    model_config = {"validate_assignment": True}

    id: int | None = Field(default=None, primary_key=True)
    name: str


def known_values() -> dict[str, str]:
    return {"name": "Deadpond"}


def right(data: HeroCreate, hero: Hero, known: dict[str, str]) -> None:
    Hero.model_validate(data, update={"owner_id": 1})
    HeroPublic(**data.model_dump(), id=1)
    Careful(**data.model_dump())
    Hero(**hero.model_dump(exclude={"id"}))
    Hero(name=data.name, owner_id=1)
    Hero(**known)


def later(data: HeroCreate, owner_id: int) -> Hero:
    hero = Hero(**data.model_dump())  # expect: SQM007
    hero.owner_id = owner_id
    return hero


@app.put("/heroes")
def replace(body: dict[str, str]) -> None:
    Hero(**body)  # expect: SQM007


@app.post("/heroes")
def with_dependency(known: dict[str, str] = Depends(known_values)) -> None:  # noqa: B008
    Hero(**known)


def from_file(text: str) -> Hero:
    data = json.loads(text)
    return Hero(**data, owner_id=1)  # expect: SQM007
