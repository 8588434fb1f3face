"""validate_snippet: what lists of an application do wrong."""

import pytest
from mcp_server.tools.validate_snippet import validate_snippet
from tests.tools.shop import changed, line, only

pytestmark = pytest.mark.anyio


async def test_a_negative_limit_that_reaches_the_database_is_found() -> None:
    code = changed(("Query(ge=1, le=100)", "Query(le=100)"))
    finding = await only(code, "negative-limit")

    assert (finding.severity, finding.line) == (
        "warning",
        line(code, '@app.get("/items"'),
    )
    assert "GET /items accepted a negative limit" in finding.message


async def test_a_negative_limit_that_is_corrected_is_no_finding() -> None:
    code = changed(
        ("Query(ge=1, le=100)", "Query(le=100)"),
        (".limit(limit)", ".limit(max(1, limit))"),
    )

    assert (await validate_snippet(code=code)).findings == []


async def test_a_huge_limit_that_reaches_the_database_is_found() -> None:
    finding = await only(
        changed(("Query(ge=1, le=100)", "Query(ge=1, le=2**31)")), "unbounded-select"
    )

    assert finding.message == "GET /items accepted a limit of 1000000."


async def test_a_list_without_a_limit_is_found_and_measured() -> None:
    finding = await only(
        changed((".offset(offset).limit(limit)", "")), "unbounded-select"
    )

    assert (finding.severity, finding.evidence) == ("warning", "measured")
    assert "GET /items returned all rows: 6, and 12 when" in finding.message


async def test_a_list_of_one_parents_rows_is_no_unbounded_list() -> None:
    code = changed(
        (".offset(offset).limit(limit)", ""),
        ("select(Item).order_by", "select(Item).where(Item.shop_id == 1).order_by"),
    )

    assert (await validate_snippet(code=code)).findings == []


async def test_pages_without_an_order_are_found() -> None:
    code = changed((".order_by(Item.id)", ""))
    finding = await only(code, "pagination-without-order")

    assert (finding.severity, finding.line) == (
        "warning",
        line(code, "    return db.exec(select"),
    )
