# Shows a one-to-one relationship: a unique foreign key and a scalar on both sides.
from typing import Optional

from sqlmodel import Field, Relationship, Session, SQLModel, create_engine


class Employee(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    badge: Optional["Badge"] = Relationship(
        back_populates="employee",
        cascade_delete=True,
        sa_relationship_kwargs={"uselist": False},
    )


class Badge(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    code: str
    employee_id: int = Field(foreign_key="employee.id", unique=True)
    employee: Employee = Relationship(back_populates="badge")


engine = create_engine("sqlite:///badges.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Employee(name="Greta", badge=Badge(code="A-17")))
    session.add(Employee(name="Hugo"))
    session.commit()

with Session(engine) as session:
    greta = session.get(Employee, 1)
    hugo = session.get(Employee, 2)
    assert greta and greta.badge and greta.badge.code == "A-17"
    assert greta.badge.employee is greta
    assert hugo and hugo.badge is None

    session.delete(greta)
    session.commit()
    assert session.get(Badge, 1) is None
