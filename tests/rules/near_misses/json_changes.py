"""JSON values that are changed in place, told of, or replaced."""

from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import JSON, Field, Session, SQLModel, create_engine, select


class Page(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    options: dict[str, str] = Field(
        default_factory=dict,
        sa_type=JSON,  # expect: SQM023
    )
    tags: list[str] = Field(default_factory=list, sa_type=JSON)  # expect: SQM023
    path: tuple[str, ...] = Field(default=(), sa_type=JSON)
    tracked: dict[str, str] = Field(
        default_factory=MutableDict, sa_type=MutableDict.as_mutable(JSON)
    )


engine = create_engine("sqlite:///app.db")


def lose(page_id: int) -> None:
    with Session(engine) as session:
        page = session.get_one(Page, page_id)
        page.options["a"] = "b"  # expect: SQM023
        session.commit()


def lose_in_a_loop() -> None:
    with Session(engine) as session:
        for page in session.exec(select(Page).order_by(Page.id).limit(10)):
            page.tags.append("seen")  # expect: SQM023
        session.commit()


def keep(page_id: int) -> None:
    with Session(engine) as session:
        page = session.get_one(Page, page_id)
        page.tracked["a"] = "b"
        page.tracked["b"] = page.options["a"] + page.options.get("b", "")
        session.commit()


def tell(page_id: int) -> None:
    with Session(engine) as session:
        page = session.get_one(Page, page_id)
        page.options["a"] = "b"
        flag_modified(page, "options")
        session.commit()


def replace(page_id: int) -> None:
    with Session(engine) as session:
        page = session.get_one(Page, page_id)
        page.tags = [*page.tags, "new"]
        session.commit()


def make() -> None:
    with Session(engine) as session:
        page = Page()
        page.tags.append("new")
        session.add(page)
        session.commit()
