# Visits; their patient is in another module.
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Field, Relationship, SQLModel

if TYPE_CHECKING:
    from .patient import Patient


class VisitIn(SQLModel):
    day: date
    reason: str = Field(default="", max_length=200)


class Visit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    day: date
    reason: str
    patient_id: int = Field(foreign_key="patient.id", index=True)
    patient: "Patient" = Relationship(back_populates="visits")


class VisitOut(VisitIn):
    id: int
