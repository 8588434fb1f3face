# Shows awaits at top level with an async session from before.
# ruff: noqa: F704, F821, PLE1142, T201, RUF100 - the page awaits at top level; names come from the page around it; it prints
class Wave(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    height: float


session.add(Wave(height=1.5))
await session.commit()

result = await session.exec(select(Wave).where(Wave.height > 1))
for wave in result.all():
    print(wave)
