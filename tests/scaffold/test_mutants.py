"""What the benchmark takes out of generated code is what it says."""

import ast
from pathlib import Path

import pytest
from mcp_server.scaffold.spec import read_spec
from tests.bench.gates import mutants
from tests.bench.gates.projects import Project
from tests.scaffold.snapshot import SPECIFICATIONS, generated


@pytest.fixture(scope="module")
def library() -> Project:
    files = {name: one.decode() for name, one in generated(SPECIFICATIONS[0]).items()}
    spec = read_spec(SPECIFICATIONS[0].read_text("utf-8"))
    return Project(0, spec, Path("library"), files)


def test_every_kind_is_found_in_a_project(library: Project) -> None:
    found = list(mutants.mutants(library, each=1))

    assert [one.kind for one in found] == list(mutants.KINDS)


@pytest.mark.parametrize(
    ("kind", "code", "left"),
    [
        ("index", "f(Field(index=True, unique=False))", "f(Field(unique=False))"),
        ("index", "t = (Index('a', 'b'), Check())", "t = (Check(),)"),
        ("index", "x.index(1)", None),
        ("ondelete", "f(ondelete='CASCADE')", "f()"),
        ("ondelete", "f(ondelete='RESTRICT')", None),
        ("filter", "s.where(a == 1).limit(2)", "s.limit(2)"),
        ("order_by", "s.order_by(a).all()", "s.all()"),
        ("order_by", "d = {'lazy': 'x', 'order_by': 'T.id'}", "d = {'lazy': 'x'}"),
        ("limit", "s.offset(1).limit(size)", "s.offset(1)"),
        ("limit", "s.limit(1)", None),
    ],
)
def test_one_thing_is_taken_out(kind: str, code: str, left: str | None) -> None:
    found = list(mutants.of_one_file(kind, "app/models.py", code))

    assert [one.text for one in found] == ([] if left is None else [left])
    assert all(ast.parse(one.text) for one in found)
