# Shows UUID keys, and a child whose parent is looked for before it is stored.
import uuid
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///boards.db")


class Board(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    title: str
    cards: list["Card"] = Relationship(back_populates="board", cascade_delete=True)


class Card(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    text: str
    board_id: uuid.UUID = Field(foreign_key="board.id", index=True)
    board: Board = Relationship(back_populates="cards")


class BoardIn(SQLModel):
    title: str = Field(min_length=1, max_length=80)


class BoardOut(BoardIn):
    id: uuid.UUID


class CardIn(SQLModel):
    text: str = Field(max_length=500)


class CardOut(CardIn):
    id: uuid.UUID
    board_id: uuid.UUID


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()


def find_board(board_id: uuid.UUID, session: SessionDep) -> Board:
    board = session.get(Board, board_id)
    if board is None:
        raise HTTPException(status_code=404, detail="Board not found")
    return board


BoardDep = Annotated[Board, Depends(find_board)]


@app.post("/boards", response_model=BoardOut, status_code=201)
def create_board(body: BoardIn, session: SessionDep):
    board = Board.model_validate(body)
    session.add(board)
    session.commit()
    return board


@app.post("/boards/{board_id}/cards", response_model=CardOut, status_code=201)
def create_card(body: CardIn, board: BoardDep, session: SessionDep):
    card = Card.model_validate(body, update={"board_id": board.id})
    session.add(card)
    session.commit()
    return card


@app.get("/boards/{board_id}/cards", response_model=list[CardOut])
def list_cards(board: BoardDep, session: SessionDep):
    cards = select(Card).where(Card.board_id == board.id)
    return session.exec(cards.order_by(Card.text, Card.id).limit(100)).all()


@app.delete("/boards/{board_id}", status_code=204)
def delete_board(board: BoardDep, session: SessionDep) -> None:
    session.delete(board)
    session.commit()


SQLModel.metadata.create_all(engine)
with TestClient(app) as client:
    board = client.post("/boards", json={"title": "Plan"}).json()
    cards = f"/boards/{board['id']}/cards"
    assert client.post(cards, json={"text": "start"}).status_code == 201
    assert [card["text"] for card in client.get(cards).json()] == ["start"]
    nowhere = f"/boards/{uuid.uuid4()}/cards"
    assert client.post(nowhere, json={"text": "lost"}).status_code == 404
    assert client.delete(f"/boards/{board['id']}").status_code == 204
    assert client.get(cards).status_code == 404
