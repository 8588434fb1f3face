# Shows an association proxy: the names behind a link as a plain list.
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Cook(SQLModel, table=True):
    model_config = {"ignored_types": (AssociationProxy,)}

    id: int | None = Field(default=None, primary_key=True)
    name: str
    skills: list["Skill"] = Relationship(back_populates="cook", cascade_delete=True)

    skill_names = association_proxy(
        "skills", "name", creator=lambda name: Skill(name=name)
    )


class Skill(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    cook_id: int = Field(foreign_key="cook.id", index=True)
    cook: Cook = Relationship(back_populates="skills")


engine = create_engine("sqlite:///cooks.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    cook = Cook(name="Tess")
    cook.skill_names.append("bread")
    cook.skill_names.append("soup")
    session.add(cook)
    session.commit()

with Session(engine) as session:
    cook = session.exec(select(Cook).options(selectinload(Cook.skills))).one()
    assert list(cook.skill_names) == ["bread", "soup"]
