"""validate_snippet: HTTP requests that the caller asks for."""

from typing import Any

import pytest
from mcp.types import CallToolResult
from mcp_server.results import HttpRequest
from mcp_server.tools.validate_snippet import validate_snippet
from pydantic import ValidationError

pytestmark = pytest.mark.anyio

APP = """\
from fastapi import FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine, select

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
app = FastAPI()

@app.post("/heroes", status_code=201)
def create(name: str) -> int:
    with Session(engine) as session:
        hero = Hero(name=name)
        session.add(hero)
        session.commit()
        return hero.id or 0

@app.get("/heroes")
def names() -> list[str]:
    with Session(engine) as session:
        statement = select(Hero.name).order_by(Hero.id).limit(10)
        return list(session.exec(statement).all())
"""


async def test_requests_are_made_in_order_before_everything_else() -> None:
    asked = [
        {"method": "POST", "path": "/heroes?name=a"},
        {"method": "GET", "path": "/heroes"},
        {"method": "GET", "path": "/nowhere"},
    ]
    result = await validate_snippet(
        code=APP,
        requests=[HttpRequest.model_validate(one) for one in asked],
        detail="full",
    )

    told = [one for one in result.requests if one.probe == "asked"]
    assert [(one.method, one.path, one.status) for one in told] == [
        ("POST", "/heroes", 201),
        ("GET", "/heroes", 200),
        ("GET", "/nowhere", 404),
    ]
    assert told[1].statements == 1
    assert result.requests[:3] == told


async def test_they_can_be_written_as_for_a_test_client() -> None:
    request = HttpRequest.model_validate(
        {"method": "post", "path": "/heroes", "json": {"name": "a"}}
    )

    assert (request.method, request.body) == ("POST", {"name": "a"})


@pytest.mark.parametrize(
    "wrong", [{"path": "heroes"}, {"path": "/x", "method": "FETCH"}, {"pth": "/x"}]
)
async def test_a_request_that_is_none_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        HttpRequest.model_validate(wrong)


async def test_a_model_can_ask_for_them(client: Any) -> None:
    answer: CallToolResult = await client.call_tool(
        "validate_snippet",
        {"code": APP, "requests": [{"path": "/heroes"}], "detail": "full"},
    )

    assert not answer.is_error
    assert answer.structured_content is not None
    assert answer.structured_content["requests"][0]["probe"] == "asked"
