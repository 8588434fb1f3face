"""The tools and pages as an MCP client sees them, in memory."""

import json
from typing import Any

import pytest
from mcp import Client
from mcp_server.knowledge.pages import pages

pytestmark = pytest.mark.anyio

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


async def test_listing_the_tools_stays_small(client: Client) -> None:
    listing = (await client.list_tools()).model_dump_json(exclude_none=True)

    assert len(listing) < MOST_LISTING_CHARACTERS


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
        ("scaffold_models", {"specification": {}}, "known: spec"),
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
