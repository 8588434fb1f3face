# What can be done with patients.
# ruff: noqa: TID252, RUF100 - relative imports are what it shows
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path
from sqlalchemy.orm import selectinload
from sqlmodel import col, select

from ..database import SessionDep
from ..models import Patient, PatientIn, PatientOut, Visit, VisitIn

router = APIRouter(prefix="/patients", tags=["patients"])


def find(patient_id: Annotated[int, Path(ge=1, lt=2**63)], session: SessionDep):
    if patient := session.get(Patient, patient_id):
        return patient
    raise HTTPException(404, "No such patient")


PatientDep = Annotated[Patient, Depends(find)]


@router.post("", response_model=PatientOut, status_code=201)
def add_patient(body: PatientIn, session: SessionDep) -> Any:
    patient = Patient.model_validate(body)
    session.add(patient)
    session.commit()
    return patient


@router.get("", response_model=list[PatientOut])
def list_patients(session: SessionDep) -> Any:
    statement = select(Patient).options(selectinload(Patient.visits))
    return session.exec(statement.order_by(col(Patient.id)).limit(100)).all()


@router.post("/{patient_id}/visits", response_model=PatientOut, status_code=201)
def add_visit(body: VisitIn, patient: PatientDep, session: SessionDep) -> Any:
    patient.visits.append(Visit.model_validate(body, update={"patient_id": patient.id}))
    session.commit()
    return patient
