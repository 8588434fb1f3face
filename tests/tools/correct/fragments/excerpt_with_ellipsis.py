# Shows an excerpt: `...` stands for what the page leaves out.
# ruff: noqa: F821, PIE790, RUF100 - names come from the page around it; `...` stands for what is left out
class ThermostatBase(SQLModel):
    name: str = Field(max_length=40)
    celsius: float = Field(default=20, ge=5, le=30)


class Thermostat(ThermostatBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class ThermostatUpdate(SQLModel):
    name: str | None = Field(default=None, max_length=40)
    celsius: float | None = Field(default=None, ge=5, le=30)


def notify(thermostat: Thermostat) -> None: ...


def warm_up(session: Session, thermostat: Thermostat) -> None:
    thermostat.celsius = 22
    session.add(thermostat)
    session.commit()
    session.refresh(thermostat)
    notify(thermostat)
    ...
