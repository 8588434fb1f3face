from fastapi import FastAPI
from sqlmodel import SQLModel, create_engine

app = FastAPI()
engine = create_engine("sqlite:///app.db")


def create_tables() -> None:
    SQLModel.metadata.create_all(engine)


with engine.begin() as connection:
    SQLModel.metadata.create_all(connection)  # expect: SQM054

if __name__ == "__main__":
    SQLModel.metadata.create_all(engine)
