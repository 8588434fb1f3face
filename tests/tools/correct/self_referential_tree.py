# Shows a table that refers to itself: parent, children, and a whole level in one load.
# ruff: noqa: T201, RUF100 - it prints
from typing import Optional

from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, col, create_engine, select


class Folder(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    parent_id: int | None = Field(default=None, foreign_key="folder.id", index=True)
    parent: Optional["Folder"] = Relationship(
        back_populates="children", sa_relationship_kwargs={"remote_side": "Folder.id"}
    )
    children: list["Folder"] = Relationship(
        back_populates="parent", sa_relationship_kwargs={"order_by": "Folder.name"}
    )


def outline(folder: Folder, depth: int = 0) -> list[str]:
    lines = ["  " * depth + folder.name]
    if depth < 2:  # as deep as the query has loaded
        for child in folder.children:
            lines += outline(child, depth + 1)
    return lines


def main() -> None:
    engine = create_engine("sqlite:///folders.db")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        root = Folder(name="home")
        music = Folder(name="music", parent=root)
        root.children.append(Folder(name="letters"))
        session.add_all([root, music, Folder(name="live", parent=music)])
        session.commit()

    with Session(engine) as session:
        two_levels = selectinload(Folder.children).selectinload(Folder.children)
        roots = session.exec(
            select(Folder).where(col(Folder.parent_id).is_(None)).options(two_levels)
        ).all()
        print("\n".join(outline(roots[0])))


if __name__ == "__main__":
    main()
