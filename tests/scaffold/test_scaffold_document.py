"""The document of a generated API: what a client can rely on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec
from tests.scaffold.conftest import Files, Run

Documented = dict[str, dict[str, Any]]
SPEC = {
    "description": "Who reads what.",
    "entities": [
        {"name": "Reader", "fields": [{"name": "email", "unique": True}]},
        {"name": "Book", "fields": [{"name": "title"}], "mixins": ["soft-delete"]},
        {"name": "Shelf", "fields": [{"name": "place"}], "mixins": ["version"]},
        {"name": "Note", "fields": [{"name": "text"}]},
    ],
    "relationships": [
        {"kind": "one-to-many", "source": "Shelf", "target": "Book"},
        {"kind": "many-to-many", "source": "Reader", "target": "Book"},
        {
            "kind": "many-to-many",
            "source": "Reader",
            "target": "Shelf",
            "through": "Loan",
            "fields": [{"name": "months", "type": "int"}],
        },
    ],
}
PROGRAM = "import json; from {0} import app; print(json.dumps(app.openapi()))"
LAYOUTS = {"package": "app.main", "file": "main"}


@pytest.fixture(params=LAYOUTS, scope="module")
def document(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    run: Run,
    write: Callable[[Path, Files], None],
) -> dict[str, Any]:
    spec = read_spec({**SPEC, "options": {"layout": request.param}})
    folder = tmp_path_factory.mktemp("project")
    write(folder, render(spec))
    done = run(folder, "-W", "error", "-c", PROGRAM.format(LAYOUTS[request.param]))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def operations(document: dict[str, Any]) -> Documented:
    every = [one for path in document["paths"].values() for one in path.values()]
    return {one["operationId"]: one for one in every}


def test_each_operation_has_a_name_that_clients_can_be_generated_with(
    document: dict[str, Any],
) -> None:
    named = operations(document)

    assert len(named) == sum(map(len, document["paths"].values()))
    assert {"list_readers", "create_book", "restore_book", "put_loan"} <= set(named)
    assert all(name.isidentifier() and "__" not in name for name in named)


@pytest.mark.parametrize(
    ("operation", "statuses"),
    [
        ("list_readers", ["200", "422"]),
        ("create_reader", ["201", "409", "422"]),
        ("create_note", ["201", "422"]),
        ("read_note", ["200", "404", "422"]),
        ("update_note", ["200", "404", "422"]),
        ("update_shelf", ["200", "404", "409", "422"]),
        ("delete_shelf", ["204", "404", "409", "422"]),
        ("delete_note", ["204", "404", "422"]),
        ("restore_book", ["200", "404", "409", "422"]),
        ("add_to_reader_books", ["204", "404", "422"]),
        ("put_loan", ["200", "201", "404", "409", "422"]),
        ("check_health", ["200", "503"]),
    ],
)
def test_each_operation_says_how_it_can_be_answered(
    document: dict[str, Any], operation: str, statuses: list[str]
) -> None:
    assert sorted(operations(document)[operation]["responses"]) == statuses


def test_every_error_is_documented_with_the_form_that_it_has(
    document: dict[str, Any],
) -> None:
    answers = [
        answer
        for one in operations(document).values()
        for status, answer in one["responses"].items()
        if status >= "400"
    ]

    forms = {
        json.dumps(one["content"]["application/json"]["schema"]) for one in answers
    }
    assert forms == {'{"$ref": "#/components/schemas/ErrorBody"}'}


def test_operations_are_described_in_the_words_of_the_project(
    document: dict[str, Any],
) -> None:
    named = operations(document)

    assert document["info"]["description"] == "Who reads what."
    assert named["create_book"]["description"] == "Store a new book."
    assert named["delete_shelf"]["description"] == "Delete one shelf."
