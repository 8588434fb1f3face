# Shows one route of an application that the page made before.
# ruff: noqa: F821, RUF100 - names come from the page around it
class Sign(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str


class SignPublic(SQLModel):
    id: int
    text: str


@app.get("/signs/{sign_id}", response_model=SignPublic)
def read_sign(
    sign_id: Annotated[int, Path(ge=1, lt=2**63)],
    session: Annotated[Session, Depends(get_session)],
):
    sign = session.get(Sign, sign_id)
    if sign is None:
        raise HTTPException(status_code=404, detail="Sign not found")
    return sign
