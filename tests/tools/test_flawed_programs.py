"""Common applications with one flaw each: it is found, and named."""

from pathlib import Path

import pytest
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

FLAWED = Path(__file__).parent / "flawed"
PROBLEMS = {
    "commit_missing": "uncommitted-write",
    "commit_missing_in_async_patch": "uncommitted-write",
    "error_500_on_delete_of_a_parent": "delete-parent-nulls-child",
    "error_500_on_duplicate": "integrity-unique",
    "error_500_on_large_integer": "number-out-of-range",
    "error_500_on_missing_parent": "integrity-foreign-key",
    "error_500_on_missing_row": "response-model-rejects-row",
    "error_500_on_naive_datetime": "naive-aware-datetime",
    "error_500_on_patch_null": "integrity-not-null",
    "lazy_load_in_async_response": "missing-greenlet",
    "limit_le_without_ge": "negative-limit",
    "list_without_order": "pagination-without-order",
    "n_plus_one_in_response_model": "n-plus-one",
    "negative_limit_accepted": "negative-limit",
    "one_session_for_all_requests": "concurrent-session-use",
    "response_model_rejects_stored_value": "response-model-rejects-row",
    "secret_in_response": "secret-in-response",
    "unbounded_list": "unbounded-select",
}


@pytest.mark.parametrize(
    "path", sorted(FLAWED.glob("*.py")), ids=lambda path: path.stem
)
async def test_a_flaw_is_found_first(path: Path) -> None:
    result = await validate_snippet(code=path.read_text("utf-8"))

    assert result.status == "passed", result.error
    assert result.findings[0].problem == PROBLEMS[path.stem]
    assert result.findings[0].line
    assert result.findings[0].fix
