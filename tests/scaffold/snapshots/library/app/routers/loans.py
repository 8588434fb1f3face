"""Endpoints for loans: loans of readers."""

from uuid import UUID

import fastapi
from fastapi import APIRouter
from sqlalchemy.orm import selectinload
from sqlmodel import col, select

from app.database import SessionDep
from app.models import Loan, Reader, Volume
from app.pagination import InQuery, OffsetQuery, PageOf, offset_page
from app.queries import find, related
from app.schemas import LoanCreate, LoanPublicWithRelated, LoanUpdate

router = APIRouter(tags=["loans"])

# What every response carries; loading it here keeps a page at a fixed number of
# statements.
WITH_RELATED = (selectinload(related(Loan.reader)), selectinload(related(Loan.volume)))


@router.get("/readers/{reader_id}/loans", response_model=PageOf[LoanPublicWithRelated])
async def list_loans_by_reader(
    reader_id: UUID, session: SessionDep, query: InQuery[OffsetQuery]
) -> PageOf[Loan]:
    """A page of the loans of one Reader, in the order of the other key."""
    await find(session, Reader, reader_id)
    statement = select(Loan).options(*WITH_RELATED)
    statement = statement.filter_by(reader_id=reader_id)
    return await offset_page(session, statement, query, [col(Loan.volume_id)])


@router.get(
    "/volumes/{volume_id}/readers", response_model=PageOf[LoanPublicWithRelated]
)
async def list_loans_by_volume(
    volume_id: UUID, session: SessionDep, query: InQuery[OffsetQuery]
) -> PageOf[Loan]:
    """A page of the loans of one Volume, in the order of the other key."""
    await find(session, Volume, volume_id)
    statement = select(Loan).options(*WITH_RELATED)
    statement = statement.filter_by(volume_id=volume_id)
    return await offset_page(session, statement, query, [col(Loan.reader_id)])


@router.get(
    "/readers/{reader_id}/loans/{volume_id}", response_model=LoanPublicWithRelated
)
async def read_loan(reader_id: UUID, volume_id: UUID, session: SessionDep) -> Loan:
    """One link with its data."""
    return await find(session, Loan, (reader_id, volume_id), WITH_RELATED)


@router.put(
    "/readers/{reader_id}/loans/{volume_id}",
    response_model=LoanPublicWithRelated,
    responses={201: {"description": "The link is new"}},
)
async def put_loan(
    reader_id: UUID,
    volume_id: UUID,
    body: LoanCreate,
    session: SessionDep,
    response: fastapi.Response,
) -> Loan:
    """Attach with this data, 201; or replace the data of what is attached, 200."""
    await find(session, Reader, reader_id)
    await find(session, Volume, volume_id)
    row = await session.get(Loan, (reader_id, volume_id))
    if row is None:
        row = Loan.model_validate(
            body, update={"reader_id": reader_id, "volume_id": volume_id}
        )
        response.status_code = 201
    else:
        row.sqlmodel_update(body.model_dump())
    session.add(row)
    await session.commit()
    return await find(session, Loan, (reader_id, volume_id), WITH_RELATED)


@router.patch(
    "/readers/{reader_id}/loans/{volume_id}", response_model=LoanPublicWithRelated
)
async def update_loan(
    reader_id: UUID, volume_id: UUID, body: LoanUpdate, session: SessionDep
) -> Loan:
    """Change the data that the body names."""
    row = await find(session, Loan, (reader_id, volume_id))
    row.sqlmodel_update(body.model_dump(exclude_unset=True))
    session.add(row)
    await session.commit()
    return await find(session, Loan, (reader_id, volume_id), WITH_RELATED)


@router.delete("/readers/{reader_id}/loans/{volume_id}", status_code=204)
async def delete_loan(reader_id: UUID, volume_id: UUID, session: SessionDep) -> None:
    """Detach; both rows stay."""
    await session.delete(await find(session, Loan, (reader_id, volume_id)))
    await session.commit()
