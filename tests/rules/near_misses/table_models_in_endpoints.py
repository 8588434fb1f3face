"""Bodies and answers of endpoints: which are table models."""

from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import SecretStr
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///app.db")


class UserBase(SQLModel):
    name: str


class User(UserBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    hashed_password: str


class UserCreate(UserBase):
    password: str


class UserPublic(UserBase):
    id: int


class UserShown(UserBase):
    password: SecretStr
    hashed_password: str = Field(exclude=True)
    password_changed: bool = False
    has_secret: bool = False


class ApiKeyCreated(SQLModel):
    api_key: str


class Token(SQLModel):
    access_token: str
    token_type: str


class Checked(SQLModel, table=True):
    model_config = {"validate_assignment": True}
    id: int | None = Field(default=None, primary_key=True)


def get_session():
    with Session(engine) as session:
        yield session


def get_user(user_id: int) -> User:
    return User(id=user_id, name="Ada", hashed_password="x")


SessionDep = Annotated[Session, Depends(get_session)]
UserDep = Annotated[User, Depends(get_user)]
app = FastAPI()


@app.post("/users", response_model=UserPublic)
def create_user(user: UserCreate, session: SessionDep) -> User:
    return User(name=user.name, hashed_password="x")


@app.get("/me", response_model=UserPublic)
def read_me(user: UserDep) -> User:
    return user


@app.get("/me2", response_model=UserPublic)
def read_me_again(user: User = Depends(get_user)) -> User:  # noqa: B008 - older style
    return user


@app.get("/raw", response_model=None)
def read_raw(user: UserDep) -> User:
    return user


@app.get("/shown")
def read_shown() -> UserShown:
    return UserShown(name="Ada", password="x", hashed_password="x")


@app.get("/some", response_model=UserCreate, response_model_exclude={"password"})
def read_some() -> UserCreate:
    return UserCreate(name="Ada", password="x")


@app.post("/keys")
def create_key() -> ApiKeyCreated:
    return ApiKeyCreated(api_key="x")


@app.get("/login/token")
def read_token() -> Token:
    return Token(access_token="x", token_type="bearer")


@app.put("/checked")
def put_checked(checked: Checked) -> None:
    checked.id = None


@app.post("/bad", response_model=UserPublic)
def create_bad(user: User) -> User:  # expect: SQM011
    return user


@app.get("/all", response_model=list[User])  # expect: SQM001, SQM028
def read_all() -> list[User]:
    return []


@app.get("/keys")
def read_keys() -> list[ApiKeyCreated]:
    return []


@app.get("/profile")
def read_profile() -> ApiKeyCreated:  # expect: SQM028
    return ApiKeyCreated(api_key="x")


def helper(user: User) -> User:
    return user
