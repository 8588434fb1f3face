# Wrong: the response model rejects a value that the column may hold: a 500.
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path, Query
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///cards.db")


class CardBase(SQLModel):
    name: str = Field(max_length=60)
    note: str | None = Field(default=None, max_length=200)


class Card(CardBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class CardCreate(CardBase):
    pass


class CardPublic(CardBase):
    id: int
    note: str = Field(min_length=1)


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/cards", response_model=CardPublic, status_code=201)
def create_card(body: CardCreate, session: SessionDep):
    card = Card.model_validate(body)
    session.add(card)
    session.commit()
    session.refresh(card)
    return card


@app.get("/cards", response_model=list[CardPublic])
def list_cards(
    session: SessionDep,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
):
    statement = select(Card).order_by(Card.id).offset(offset).limit(limit)
    return session.exec(statement).all()


@app.get("/cards/{card_id}", response_model=CardPublic)
def read_card(card_id: Annotated[int, Path(ge=1, lt=2**63)], session: SessionDep):
    card = session.get(Card, card_id)
    if card is None:
        raise HTTPException(status_code=404)
    return card
