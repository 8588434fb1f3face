# Shows a file read, validated row by row, and written by one INSERT.
# ruff: noqa: T201, RUF100 - it prints
import csv
import io

from pydantic import ValidationError
from sqlmodel import Field, Session, SQLModel, create_engine, func, insert, select

FILE = """name,height
Ash,22.5
Beech,tall
Cedar,30
,12
"""


class TreeBase(SQLModel):
    name: str = Field(min_length=1, max_length=40)
    height: float = Field(gt=0, lt=150)


class Tree(TreeBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


engine = create_engine("sqlite:///trees.db")


def read(file: io.TextIOBase) -> tuple[list[TreeBase], list[int]]:
    good, bad = [], []
    for number, row in enumerate(csv.DictReader(file), start=2):
        try:
            good.append(TreeBase.model_validate(row))
        except ValidationError:
            bad.append(number)
    return good, bad


def main() -> None:
    SQLModel.metadata.create_all(engine)
    trees, bad_lines = read(io.StringIO(FILE))
    with Session(engine) as session:
        session.exec(insert(Tree), params=[tree.model_dump() for tree in trees])
        session.commit()
        assert session.exec(select(func.count()).select_from(Tree)).one() == 2
    print("not imported, lines:", bad_lines)


if __name__ == "__main__":
    main()
