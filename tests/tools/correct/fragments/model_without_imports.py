# Shows one model, not even the imports.
# ruff: noqa: F821, RUF100 - names come from the page around it
class Lantern(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    colour: str
    lumens: int = Field(default=100, ge=0)
