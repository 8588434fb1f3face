# Shows a version column: the second of two writers is told, reads again and succeeds.
from typing import Any

from sqlalchemy.orm import declared_attr
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Field, Session, SQLModel, create_engine


class Page(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    body: str
    version: int = Field(default=1)

    @declared_attr.directive
    def __mapper_args__(cls: Any) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}


engine = create_engine("sqlite:///wiki.db")


def append(page_id: int, text: str) -> None:
    with Session(engine) as session:
        page = session.get_one(Page, page_id)
        page.body += text
        session.commit()


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Page(body="a"))
        session.commit()

    with Session(engine) as slow:
        page = slow.get_one(Page, 1)
        page.body += "c"
        append(1, "b")  # somebody else is faster
        try:
            slow.commit()
        except StaleDataError:
            slow.rollback()
            page = slow.get_one(Page, 1, populate_existing=True)
            page.body += "c"
            slow.commit()
        assert (page.body, page.version) == ("abc", 3)


if __name__ == "__main__":
    main()
