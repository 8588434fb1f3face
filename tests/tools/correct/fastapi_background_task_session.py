# Shows a background task that opens a session of its own.
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///mail.db")


class Message(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    state: str = "waiting"


class MessageIn(SQLModel):
    text: str = Field(min_length=1, max_length=500)


class MessageOut(MessageIn):
    id: int
    state: str


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
app = FastAPI()


def send(message_id: int) -> None:
    with Session(engine) as session:
        message = session.get(Message, message_id)
        if message is not None:
            message.state = "sent"
            session.commit()


@app.post("/messages", response_model=MessageOut, status_code=202)
def post_message(body: MessageIn, session: SessionDep, tasks: BackgroundTasks):
    message = Message.model_validate(body)
    session.add(message)
    session.commit()
    session.refresh(message)
    tasks.add_task(send, message.id)
    return message


SQLModel.metadata.create_all(engine)
with TestClient(app) as client:
    assert client.post("/messages", json={"text": "hi"}).json()["state"] == "waiting"
with Session(engine) as session:
    assert session.exec(select(Message)).one().state == "sent"
