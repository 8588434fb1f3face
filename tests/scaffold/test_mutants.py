"""What the benchmark takes out of generated code is what it says."""

import ast
import json
from pathlib import Path

import pytest
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec
from tests.bench.gates import mutants
from tests.bench.gates.projects import Project
from tests.scaffold.snapshot import SPECIFICATIONS


@pytest.fixture(scope="module")
def library() -> Project:
    data = json.loads(SPECIFICATIONS[0].read_text("utf-8"))
    data["entities"][-1]["mixins"].append("soft-delete")
    spec = read_spec(data)
    return Project(0, spec, Path("library"), render(spec))


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
        ("unique", "f(Field(unique=True))", "f(Field())"),
        ("unique", "f(Field(unique=False))", None),
        ("unique", "t = (UniqueConstraint('a'), b)", "t = (b,)"),
        ("check", "t = (b, CheckConstraint('a > 0'))", "t = (b,)"),
        ("filter", "s.where(a == 1).limit(2)", "s.limit(2)"),
        ("order_by", "s.order_by(a).all()", "s.all()"),
        ("order_by", "d = {'lazy': 'x', 'order_by': 'T.id'}", "d = {'lazy': 'x'}"),
        ("limit", "s.offset(1).limit(size)", "s.offset(1)"),
        ("limit", "s.limit(1)", None),
        ("filter inverted", "s.where(a == 1)", "s.where(~(a == 1))"),
        ("cursor", "c < at[name]", "c > at[name]"),
        ("cursor", "c == at[name]", None),
        ("hiding", "s.options(live)", "s"),
        ("hiding", "Index(unique=True, sqlite_where=LIVE)", "Index(unique=True)"),
        ("lock", "require_version(a, b.pop('c'))", "b.pop('c')"),
        ("lock", "d = {'version_id_col': c}", "d = {}"),
        ("onupdate", "d = {'onupdate': now}", "d = {}"),
        (
            "secret",
            "class ACreate:\n    a: str\n\nclass APublic:\n    b: str",
            "class ACreate:\n    a: str\n\nclass APublic:\n    b: str\n    a: str",
        ),
        ("404", "if a:\n    raise HTTPException(404, 'x')", "if a:\n    pass"),
        ("404", "if a:\n    raise HTTPException(409, 'x')", None),
        ("eager loading", "s.options(*WITH_RELATED)", "s"),
        ("eager loading", "find(s, k, WITH_RELATED)", "find(s, k)"),
        ("eager loading", "W = (selectinload(a), b)", "W = (b,)"),
    ],
)
def test_one_thing_is_taken_out(kind: str, code: str, left: str | None) -> None:
    found = list(mutants.of_one_file(kind, "app/models.py", code))

    assert [one.text for one in found] == ([] if left is None else [left])
    assert all(ast.parse(one.text) for one in found)
