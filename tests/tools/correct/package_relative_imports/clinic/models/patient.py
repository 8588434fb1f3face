# Patients; their visits are in another module.
from typing import TYPE_CHECKING

from sqlmodel import Field, Relationship, SQLModel

if TYPE_CHECKING:
    from .visit import Visit, VisitOut


class PatientIn(SQLModel):
    name: str = Field(min_length=1, max_length=100)


class Patient(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    visits: list["Visit"] = Relationship(back_populates="patient")


class PatientOut(PatientIn):
    id: int
    visits: list["VisitOut"]
