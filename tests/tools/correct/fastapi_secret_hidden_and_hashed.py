# Shows a password that is hashed with a salt and in no response.
import hashlib
import hmac
import os
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///people.db")
app = FastAPI()


class UserBase(SQLModel):
    email: str = Field(min_length=3, max_length=200)


class User(UserBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=200, unique=True)
    password_hash: bytes
    salt: bytes


class UserCreate(UserBase):
    password: SecretStr = Field(min_length=8, max_length=200)


class Login(SQLModel):
    email: str = Field(max_length=200)
    password: SecretStr = Field(max_length=200)


class UserPublic(UserBase):
    id: int


def hashed(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.post("/users", response_model=UserPublic, status_code=201)
def sign_up(body: UserCreate, session: SessionDep):
    salt = os.urandom(16)
    secret = hashed(body.password.get_secret_value(), salt)
    user = User(email=body.email, password_hash=secret, salt=salt)
    session.add(user)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise HTTPException(409, "This address is known") from error
    return user


@app.post("/login", response_model=UserPublic)
def log_in(body: Login, session: SessionDep):
    user = session.exec(select(User).where(User.email == body.email)).one_or_none()
    salt = user.salt if user else b"nobody"
    given = hashed(body.password.get_secret_value(), salt)
    if user is None or not hmac.compare_digest(given, user.password_hash):
        raise HTTPException(401, "Wrong address or password")
    return user


SQLModel.metadata.create_all(engine)
with TestClient(app) as client:
    sky = {"email": "sky@example.org", "password": "correct horse"}
    assert client.post("/users", json=sky).json() == {"id": 1, "email": sky["email"]}
    assert client.post("/users", json=sky).status_code == 409
    assert client.post("/login", json=sky).json()["id"] == 1
    wrong = client.post("/login", json={**sky, "password": "incorrect"})
    assert wrong.status_code == 401
