# Shows a model and a few lines that use a `session` from before.
# ruff: noqa: F821, T201, RUF100 - names come from the page around it; it prints
class Anchor(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    kilos: int


session.add(Anchor(kilos=12))
session.add(Anchor(kilos=40))
session.commit()

heavy = session.exec(select(Anchor).where(Anchor.kilos > 20)).all()
print(heavy)
