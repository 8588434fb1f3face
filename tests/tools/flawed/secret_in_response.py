# Wrong: the table is the response model, so the password hash is in the response.
import hashlib
import os
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///users.db")


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    salt: str
    hashed_password: str


class UserCreate(SQLModel):
    email: str = Field(min_length=3, max_length=200)
    password: str = Field(min_length=8, max_length=100)


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/users", status_code=201)
def sign_up(body: UserCreate, session: SessionDep) -> User:
    salt = os.urandom(16)
    secret = hashlib.scrypt(body.password.encode(), salt=salt, n=2**14, r=8, p=1)
    user = User(email=body.email, salt=salt.hex(), hashed_password=secret.hex())
    session.add(user)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise HTTPException(status_code=409, detail="Known address") from error
    session.refresh(user)
    return user


@app.get("/users/{user_id}")
def read_user(
    user_id: Annotated[int, Path(ge=1, lt=2**63)], session: SessionDep
) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise HTTPException(status_code=404)
    return user
