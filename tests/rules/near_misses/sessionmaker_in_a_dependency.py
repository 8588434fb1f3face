from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, create_engine, text

engine = create_engine("sqlite:///app.db")
SessionLocal = sessionmaker(autoflush=False, bind=engine)  # expect: SQM092
app = FastAPI()


def get_db() -> Iterator[Session]:
    with SessionLocal() as db:
        yield db


@app.get("/")
def read(db: Annotated[Session, Depends(get_db)]) -> None:
    db.exec(text("SELECT 1"))
