"""validate_snippet: applications that do not start, do not answer or do not end."""

import pytest
from mcp_server.results import HttpRequest, Limits
from mcp_server.tools.validate_snippet import validate_snippet
from tests.tools.items import MODEL, run, statuses

pytestmark = pytest.mark.anyio


async def test_a_start_up_that_fails_is_a_finding() -> None:
    code = """\
from contextlib import asynccontextmanager

@asynccontextmanager
async def lifespan(app):
    raise ValueError("no settings")
    yield

app = FastAPI(lifespan=lifespan)
"""
    result = await run(MODEL, code)

    (finding,) = result.findings
    assert (finding.problem, finding.severity) == ("startup-failed", "error")
    assert finding.line == len(MODEL.splitlines()) + 5
    assert finding.message == "The application did not start: ValueError: no settings."


async def test_a_stream_without_an_end_does_not_keep_the_run() -> None:
    code = """\
from fastapi.responses import StreamingResponse

app = FastAPI()

@app.get("/events")
def events():
    return StreamingResponse(b"x" * 1000 for _ in iter(int, 1))
"""
    result = await run(MODEL, code)

    assert (result.status, result.findings) == ("passed", [])
    assert statuses(result) == {"GET /events": 200}


async def test_a_request_that_is_never_answered_is_told_and_left() -> None:
    code = """\
import asyncio
app = FastAPI()

@app.get("/wait")
async def wait():
    await asyncio.Event().wait()
"""
    result = await run(MODEL, code)

    (finding,) = result.findings
    assert (result.status, finding.problem) == ("passed", "request-hangs")
    assert finding.message == "GET /wait was not answered in 2 s."


async def test_an_endpoint_that_loops_for_ever_ends_the_run_with_its_name() -> None:
    code = """\
app = FastAPI()

@app.get("/loop")
def loop():
    while True:
        pass
"""
    result = await validate_snippet(code=MODEL + code, limits=Limits(cpu_seconds=3))

    assert result.status == "timed-out"
    assert {"request-hangs"} == {one.problem for one in result.findings}


@pytest.mark.parametrize("leave", ["sys.exit(3)", "exit(0)", "raise KeyboardInterrupt"])
async def test_an_endpoint_that_exits_does_not_end_the_run(leave: str) -> None:
    code = f"""\
import sys
app = FastAPI()

@app.get("/leave")
def leave():
    {leave}

@app.get("/stay")
def stay() -> int:
    return 1
"""
    result = await run(MODEL, code)

    assert result.status == "passed"
    assert statuses(result) == {"GET /leave": None, "GET /stay": 200}


async def test_an_endpoint_that_kills_its_process_is_no_success() -> None:
    code = "import os\napp = FastAPI()\napp.get('/')(lambda: os._exit(0))\n"

    assert (await run(MODEL, code)).status == "failed"


async def test_requests_to_no_application_are_said_to_be_unsent() -> None:
    result = await validate_snippet(code="x = 1", requests=[HttpRequest(path="/")])

    assert result.assumed == ["requests not sent: there is no application"]
