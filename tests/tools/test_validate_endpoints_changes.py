"""validate_snippet: what happens to rows that endpoints change, write or delete."""

import pytest
from mcp_server.tools.validate_snippet import validate_snippet
from tests.tools.shop import SHOP, changed, line, only

pytestmark = pytest.mark.anyio

CLAIM = """\
    return {**body.model_dump(), "id": 99}


@app.get("""


async def test_a_patch_that_takes_the_other_fields_away_is_found() -> None:
    code = changed(
        ("body.model_dump(exclude_unset=True)", 'body.model_dump() | {"price": 1}'),
        ('    name: str = Field(default="", min', "    name: str = Field(min"),
    )
    finding = await only(code, "patch-overwrites-null")

    assert (finding.severity, finding.line) == ("error", line(code, '@app.patch("'))
    assert finding.message == "PATCH /items/{item_id} with only name set note to null."


async def test_a_patch_that_resets_fields_to_their_defaults_is_found() -> None:
    code = changed(
        ("body.model_dump(exclude_unset=True)", "body.model_dump(exclude_none=True)"),
    )
    result = await validate_snippet(code=code)

    messages = [f.message for f in result.findings]
    assert (
        "PATCH /items/{item_id} with only name reset price to the default." in messages
    )


async def test_a_patch_that_nulls_a_column_which_cannot_be_null_is_found() -> None:
    code = changed(
        ("body.model_dump(exclude_unset=True)", "body.model_dump()"),
        (
            "    price: int = Field(default=0,",
            "    price: int | None = Field(default=None,",
        ),
    )
    result = await validate_snippet(code=code)

    (finding,) = [f for f in result.findings if f.problem == "patch-overwrites-null"]
    assert "answered 500 to a change of name" in finding.message
    assert finding.fix and "exclude_unset=True" in finding.fix


async def test_a_write_that_is_not_committed_is_found_once() -> None:
    code = changed(
        ("        db.commit()\n    except", "        db.flush()\n    except")
    )
    finding = await only(code, "uncommitted-write")

    assert (finding.severity, finding.line) == (
        "error",
        line(code, "    db.add(item)"),
    )
    assert "Item added here were never committed" in finding.message


async def test_a_write_that_the_next_request_does_not_see_is_found() -> None:
    code = changed(
        (
            "        db.commit()\n    except",
            "        db.flush(), db.rollback()\n    except",
        ),
        ("    db.refresh(item)\n    return item\n\n\n@app.get(", CLAIM),
    )
    finding = await only(code, "uncommitted-write")

    assert finding.message == (
        "POST /items answered 201, but the change was not stored: afterwards "
        "GET /items/{item_id}: 404."
    )


async def test_a_write_that_nobody_can_read_is_looked_for_in_its_table() -> None:
    code = SHOP + (
        "\n\n@app.post('/shops')\n"
        "def create_shop(db: Db):\n"
        "    count = len(db.exec(select(Shop).limit(99)).all())\n"
        "    return {'id': count + 1, 'name': 'new'}\n"
    )
    finding = await only(code, "uncommitted-write")

    assert "the table has no such row" in finding.message
    stored = (
        "    db.add(Shop(name=f'shop {count}x'))\n    db.commit()\n    return {'id'"
    )
    code = code.replace("    return {'id'", stored)
    assert (await validate_snippet(code=code)).findings == []


async def test_a_parent_that_cannot_be_deleted_is_a_500() -> None:
    code = SHOP + (
        "\n\n@app.delete('/shops/{shop_id}')\n"
        "def delete_shop(shop_id: Annotated[int, Query(le=10**9)], db: Db) -> None:\n"
        "    shop = db.get(Shop, shop_id)\n"
        "    if shop is None:\n"
        "        raise HTTPException(404)\n"
        "    db.delete(shop)\n"
        "    db.commit()\n"
    )
    code = code.replace("Query(le=10**9)", "Path(le=10**9)").replace(
        "import Depends", "import Path, Depends"
    )
    finding = await only(code, "integrity-foreign-key")

    assert "the id of a row that others point to" in finding.message


async def test_what_is_read_by_something_else_than_its_id_is_not_called_lost() -> None:
    code = changed(("/items/{item_id}", "/items/{slug}"), ("item_id", "slug"))
    code = code.replace("slug: int", "slug: str").replace("slug: str) ->", "slug) ->")
    code = code.replace(
        "session.get(Item, slug) if 0 < slug < 2**31 else None",
        "session.exec(select(Item).where(Item.note == slug)).first()",
    )
    result = await validate_snippet(code=code)

    assert [one for one in result.findings if one.problem != "missing-index"] == []


async def test_a_soft_delete_that_still_shows_the_row_is_not_called_lost() -> None:
    code = changed(
        ('    secret_name: str = "hidden"', "    deleted: bool = False"),
        (
            "    db.delete(found(db, item_id))\n",
            "    db.add(found(db, item_id).sqlmodel_update({'deleted': True}))\n",
        ),
    )

    assert (await validate_snippet(code=code)).findings == []


async def test_a_delete_that_is_not_committed_is_found() -> None:
    code = changed(
        (
            "    db.delete(found(db, item_id))\n    db.commit()",
            "    db.delete(found(db, item_id))",
        )
    )
    result = await validate_snippet(code=code)

    (finding,) = [one for one in result.findings if one.problem == "uncommitted-write"]
    assert "Item deleted here were never committed" in finding.message
