"""The tools and pages as an MCP client sees them, in memory."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp_server.knowledge.pages import pages
from mcp_server.scaffold.folder import target
from mcp_server.server import create_server
from mcp_server.tools.scaffold_models import allow_writing

pytestmark = pytest.mark.anyio


@pytest.fixture
async def writer(
    anyio_backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Client]:
    """A client of a server that may write below a folder."""
    with monkeypatch.context() as patched:
        patched.setattr(target, "_write_below", None)
        allow_writing(tmp_path)
        async with Client(create_server()) as connected:
            yield connected


TOOLS = {"check_code", "explain_problem", "scaffold_models", "validate_snippet"}
MOST_LISTING_CHARACTERS = 28_500


async def test_every_tool_is_described_completely(client: Client) -> None:
    listed = (await client.list_tools()).tools

    assert {tool.name for tool in listed} == TOOLS
    for tool in listed:
        assert tool.title
        assert tool.description and len(tool.description) > 100
        hints = tool.annotations
        assert hints is not None
        assert hints.title == tool.title
        assert None not in (
            hints.read_only_hint,
            hints.destructive_hint,
            hints.idempotent_hint,
            hints.open_world_hint,
        )
        assert tool.output_schema is not None
        assert tool.input_schema["additionalProperties"] is False
        for name, argument in tool.input_schema["properties"].items():
            assert argument.get("description"), f"{tool.name}.{name}"


async def test_listing_the_tools_stays_small(client: Client, writer: Client) -> None:
    for one in (client, writer):
        listing = (await one.list_tools()).model_dump_json(exclude_none=True)

        assert len(listing) < MOST_LISTING_CHARACTERS


async def test_only_a_server_that_may_write_says_so(
    client: Client, writer: Client
) -> None:
    for one, may_write in ((client, False), (writer, True)):
        (tool,) = (
            tool
            for tool in (await one.list_tools()).tools
            if tool.name == "scaffold_models"
        )
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is not may_write
        assert ("folder" in tool.input_schema["properties"]) is may_write
        assert ("add" in tool.input_schema["properties"]) is may_write


async def test_what_an_argument_may_be_is_told_by_its_schema(client: Client) -> None:
    tools = (await client.list_tools()).tools
    text = json.dumps([tool.input_schema for tool in tools])

    for word in ('"null"', '"title":', '"maxLength"'):
        assert word not in text
    (tool,) = (tool for tool in tools if tool.name == "scaffold_models")
    field = tool.input_schema["$defs"]["Field"]["properties"]
    assert "decimal" in field["type"]["enum"]
    assert field["column"]["type"] == "string"
    assert field["required"]["default"] is True


async def test_a_project_is_written_below_the_allowed_folder(
    writer: Client, tmp_path: Path
) -> None:
    field = {"name": "text", "column": None}
    spec = {"entities": [{"name": "Note", "fields": [field]}]}
    answer = await writer.call_tool("scaffold_models", {"spec": spec, "folder": "n"})

    assert not answer.is_error
    assert answer.structured_content is not None
    assert answer.structured_content["files"] == {}
    assert answer.structured_content["written"]["created"] > 10
    assert len(answer.content[0].text) < 4_000  # type: ignore[union-attr]  # text
    assert (tmp_path / "n" / "app" / "main.py").exists()


@pytest.mark.parametrize("folder", ["../n", "/tmp/n", "n/../../n", ".git", "", "~/n"])
async def test_nothing_is_written_elsewhere(
    writer: Client, tmp_path: Path, folder: str
) -> None:
    arguments = {"spec": {"entities": []}, "folder": folder}
    answer = await writer.call_tool("scaffold_models", arguments)

    assert answer.is_error
    assert "send a relative path" in answer.content[0].text  # type: ignore[union-attr]  # text
    assert [*tmp_path.iterdir()] == []


async def test_a_server_that_may_not_write_says_how_it_could(client: Client) -> None:
    arguments = {"spec": {"entities": []}, "folder": "notes"}
    answer = await client.call_tool("scaffold_models", arguments)

    assert answer.is_error
    assert "serve --allow-write DIR" in answer.content[0].text  # type: ignore[union-attr]  # text


async def test_databases_are_no_source_for_a_model(client: Client) -> None:
    for arguments in (
        {"source": "postgresql://db.internal/shop"},
        {"source": "sqlite:////etc/passwd"},
        {"source": "/etc/passwd", "notation": "database"},
    ):
        answer = await client.call_tool("scaffold_models", arguments)

        assert answer.is_error
        assert "Traceback" not in answer.content[0].text  # type: ignore[union-attr]  # text


async def test_the_instructions_say_when_to_use_which_tool(client: Client) -> None:
    assert client.instructions is not None
    for tool in TOOLS:
        assert tool in client.instructions


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("validate_snippet", {"cod": "x"}, "did you mean 'code'?"),
        ("validate_snippet", {"zzz": "x"}, "known: code, compare, context"),
        ("validate_snippet", {"code": ""}, "`code` is empty"),
        ("validate_snippet", {"code": 5}, "code: Input should be a valid string"),
        (
            "validate_snippet",
            {"code": "x", "limits": {"wall_second": 1}},
            "did you mean 'wall_seconds'?",
        ),
        ("explain_problem", {"symptom": " "}, "`symptom` is empty"),
        ("explain_problem", {}, "symptom: Field required"),
        ("explain_problem", {"symptom": "x", "reproduction": True}, "'reproduce'"),
        ("scaffold_models", {"spec": {}}, "`entities` is missing"),
        ("scaffold_models", {"specs": {}}, "did you mean 'spec'"),
        ("explain_problems", {"symptom": "x"}, "did you mean 'explain_problem'?"),
    ],
)
async def test_a_bad_call_is_an_error_that_says_what_to_send(
    client: Client, tool: str, arguments: dict[str, Any], message: str
) -> None:
    answer = await client.call_tool(tool, arguments)

    assert answer.is_error
    text = answer.content[0].text  # type: ignore[union-attr]  # our errors are text
    assert message in text
    assert "\n" not in text
    assert "pydantic.dev" not in text
    assert "Traceback" not in text


async def test_a_failing_snippet_is_an_answer_and_no_error(client: Client) -> None:
    answer = await client.call_tool("validate_snippet", {"code": "1 / 0"})

    assert not answer.is_error
    assert answer.structured_content is not None
    assert answer.structured_content["status"] == "failed"
    assert answer.structured_content["error"]["type"] == "ZeroDivisionError"


async def test_text_and_structured_content_say_the_same(client: Client) -> None:
    answer = await client.call_tool("explain_problem", {"symptom": "MissingGreenlet"})

    (block,) = answer.content
    assert json.loads(block.text) == answer.structured_content  # type: ignore[union-attr]  # text
    assert "\n" not in block.text  # type: ignore[union-attr]  # compact


async def test_every_page_is_a_resource_with_its_text(client: Client) -> None:
    listed = {r.uri: r for r in (await client.list_resources()).resources}

    for page in pages():
        uri = f"skill://sqlmodel-production/{page.path}"
        assert listed[uri].mime_type == "text/markdown"
        assert listed[uri].description
        (content,) = (await client.read_resource(uri)).contents
        assert content.text == page.text()  # type: ignore[union-attr]  # Markdown is text
    assert len(listed) == len(pages())
