"""The proof: the blog passes, broken projects do not, forged reports do not count."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp_server.results import Evidence, RaisedError, SandboxLevel
from mcp_server.scaffold.proof import (
    ENDPOINTS,
    ENTRY,
    NAMES,
    proof_parts,
    proof_program,
    read_proof,
    together,
)
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec
from tests.scaffold.warm import WARM

Files = dict[str, str]
GOOD: dict[str, Any] = {
    "checks": [{"name": n, "passed": True, "detail": ""} for n in NAMES.values()],
    "tests_passed": 3,
    "tests_failed": 0,
    "failures": [],
    "versions": {"python": "3.11.7"},
}
EAGER = "select(Post).options(*WITH_RELATED)"
FK = 'author_id: Key = Field(foreign_key="users.id", ondelete="CASCADE", index=True)'
INDEXED = "tests/test_schema.py::test_what_is_looked_up_is_indexed"
CHECKED = "tests/test_schema.py::test_the_database_checks_choices"
INVALID = "tests/test_tags.py::test_invalid_values_are_refused"
DUPLICATE = "tests/test_tags.py::test_a_duplicate_is_answered_with_409"
# File, what is there, what stands there instead, and the test that must notice.
MUTANTS = [
    (
        "app/routers/posts.py",
        EAGER,
        "select(Post)",
        "tests/test_posts_lists.py::test_a_longer_page_takes_no_more_statements",
    ),
    (
        "app/models.py",
        FK,
        FK.replace(", index=True", ""),
        "tests/test_schema.py::test_every_foreign_key_is_indexed",
    ),
    (
        "app/models.py",
        FK,
        FK.replace("CASCADE", "RESTRICT"),
        "tests/test_users.py::test_deleting_it_deletes_posts",
    ),
    (
        "app/database.py",
        "foreign_keys = ON",
        "foreign_keys = OFF",
        "tests/test_users.py::test_deleting_it_deletes_posts",
    ),
    ("app/models.py", "max_length=200, index=True", "max_length=200", INDEXED),
    ("app/models.py", "max_length=50, unique=True", "max_length=50", DUPLICATE),
    ("app/errors.py", "(IntegrityError, conflict)", "(OSError, conflict)", DUPLICATE),
    (
        "app/queries.py",
        "raise HTTPException(404",
        "raise HTTPException(500",
        "tests/test_tags.py::test_an_unknown_id_is_answered_with_404",
    ),
    (
        "app/pagination.py",
        "le=100",
        "le=999",
        "tests/test_tags_lists.py::test_a_senseless_query_is_answered_with_422",
    ),
    (
        "app/routers/posts.py",
        'require(session, User, body.author_id, "author_id")',
        "",
        "tests/test_posts.py::test_an_unknown_reference_is_answered_with_422",
    ),
    ("app/fields.py", r"^[^\x00]*$", "", INVALID),
    ("app/fields.py", "create_constraint=True", "create_constraint=False", CHECKED),
    ("app/fields.py", "member.value for", "member.name for", CHECKED),
    (
        "app/fields.py",
        "MutableDict.as_mutable(",
        "(",
        "tests/test_posts.py::test_a_change_inside_a_document_is_saved",
    ),
    (
        "app/schemas.py",
        '"extra": "forbid"',
        '"extra": "ignore"',
        "tests/test_tags.py::test_unknown_fields_are_refused",
    ),
    (
        "app/schemas.py",
        "name: StorableStr =",
        "name: StorableStr | None =",
        "tests/test_tags.py::test_null_is_refused",
    ),
]


def evidence(stdout: str, **changes: Any) -> Evidence:
    seen: dict[str, Any] = {
        "status": "passed",
        "exit_code": 0,
        "duration_ms": 7,
        "stdout": stdout,
        "sandbox": SandboxLevel(level="full"),
    }
    return Evidence(**seen | changes)


def test_the_blog_is_proven(
    blog_files: Files,
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    program = proof_program(blog_files)
    write(tmp_path, program.files)
    ended = run(tmp_path, "-I", program.entry)
    proof = read_proof(evidence(ended.stdout, exit_code=ended.returncode))
    assert proof.passed, (proof.checks, ended.stderr)
    assert [check.name for check in proof.checks] == list(NAMES.values())
    assert proof.tests_passed > 60
    assert proof.tests_failed == 0
    assert proof.versions.keys() >= {"python", "sqlmodel", "sqlalchemy", "fastapi"}
    assert len(ended.stdout.splitlines()) == 1


def test_a_failing_test_is_named_with_its_reason(
    blog_files: Files,
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    files = {
        name: text for name, text in blog_files.items() if "tests/test_" not in name
    }
    failing = (
        '"""Tests."""\n\n\ndef test_no() -> None:\n    assert 1 == 2, "no such luck"\n'
    )
    program = proof_program(files | {"tests/test_no.py": failing})
    write(tmp_path, program.files)
    ended = run(tmp_path, "-I", program.entry)
    proof = read_proof(evidence(ended.stdout, exit_code=1, status="failed"))
    assert ended.returncode == 1
    assert not proof.passed
    assert proof.tests_failed == 1
    assert proof.checks[-1].name == "tests/test_no.py::test_no"
    assert "no such luck" in proof.checks[-1].detail


def test_a_project_that_warns_when_it_is_imported_is_not_proven(
    blog_files: Files,
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    warning = 'import warnings\n\nwarnings.warn("old", DeprecationWarning)\n'
    program = proof_program(blog_files | {"app/main.py": warning})
    write(tmp_path, program.files)
    ended = run(tmp_path, "-I", program.entry)
    proof = read_proof(evidence(ended.stdout, exit_code=1, status="failed"))
    assert [check.passed for check in proof.checks] == [False]
    assert "DeprecationWarning: old" in proof.checks[0].detail


def test_the_generated_tests_notice_what_is_missing(
    blog_files: Files,
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    for number, (path, there, instead, _) in enumerate(MUTANTS):
        assert there in blog_files[path]
        mutated = blog_files[path].replace(there, instead)
        write(tmp_path / str(number), blog_files | {path: mutated})
    (tmp_path / "warm.py").write_text(WARM)
    ended = run(tmp_path, "warm.py", *(tests for *_, tests in MUTANTS))
    noticed = [code == "1" for code in ended.stdout.split()]
    assert len(noticed) == len(MUTANTS), ended.stderr
    assert [
        mutant for mutant, seen in zip(MUTANTS, noticed, strict=True) if not seen
    ] == []


def test_lazy_loading_is_noticed_by_its_statements(
    blog_files: Files,
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    router = blog_files["app/routers/posts.py"].replace(EAGER, "select(Post)")
    models = blog_files["app/models.py"].replace("raise_on_sql", "select")
    lazy = blog_files | {"app/routers/posts.py": router, "app/models.py": models}
    options = ["-q", "-p", "no:cacheprovider", "--tb=line"]
    tests = ["tests/test_posts.py", "tests/test_posts_lists.py"]
    write(tmp_path, lazy)
    ended = run(tmp_path, "-m", "pytest", *options, *tests)
    assert (
        "FAILED tests/test_posts_lists.py::test_a_longer_page_takes_no_more"
        in ended.stdout
    )
    assert "1 failed" in ended.stdout


@pytest.mark.parametrize(
    ("stdout", "changes"),
    [
        ("", {}),
        ("no report", {}),
        ("{", {}),
        ("5", {}),
        (json.dumps({}), {}),
        (json.dumps(GOOD)[:-5], {"output_left_out": 10}),
        (json.dumps(GOOD) + "\nlast words", {}),
        (json.dumps(GOOD | {"tests_passed": -1}), {}),
        (json.dumps(GOOD | {"tests_passed": "3"}), {}),
        (json.dumps(GOOD | {"passed": True}), {}),
        (json.dumps(GOOD | {"tests_passed": 0}), {}),
        (json.dumps(GOOD | {"tests_failed": 1}), {}),
        (json.dumps(GOOD | {"checks": []}), {}),
        (json.dumps(GOOD | {"checks": GOOD["checks"][:-1]}), {}),
        (json.dumps(GOOD | {"checks": GOOD["checks"][::-1]}), {}),
        (json.dumps(GOOD | {"versions": {"python": "x" * 1000}}), {}),
        (json.dumps(GOOD), {"exit_code": 1, "status": "failed"}),
        (json.dumps(GOOD), {"exit_code": None, "status": "timed-out"}),
        (json.dumps(GOOD), {"exit_code": 3}),
        ("[" * 100_000, {}),
    ],
)
def test_a_missing_garbled_or_forged_report_proves_nothing(
    stdout: str, changes: dict[str, Any]
) -> None:
    proof = read_proof(evidence(stdout, **changes))
    assert not proof.passed
    failed = [check for check in proof.checks if not check.passed]
    assert len(failed) == 1
    assert failed[0].detail


def test_a_report_that_agrees_with_its_run_counts() -> None:
    assert read_proof(evidence("noise\n" + json.dumps(GOOD) + "\n")).passed


def test_a_run_without_report_says_how_it_ended() -> None:
    error = RaisedError(type="KeyError", qualified_type="KeyError", message="'x'")
    seen = evidence("", status="timed-out", stopped_by="wall", exit_code=None)
    assert "timed-out by the limit on wall" in read_proof(seen).checks[0].detail
    raised = evidence("", status="failed", exit_code=1, error=error)
    assert "KeyError: 'x'" in read_proof(raised).checks[0].detail
    said = evidence("", status="failed", exit_code=1, stderr="a\nlast\n")
    assert read_proof(said).checks[0].detail.endswith("last")


def test_the_program_belongs_to_us(blog_files: Files) -> None:
    program = proof_program(blog_files)
    assert program.unjudged == {ENTRY, ENDPOINTS}
    assert program.files.keys() == {*blog_files, ENTRY, ENDPOINTS}


def test_a_small_project_is_proven_in_one_process(blog_files: Files) -> None:
    [part] = proof_parts(blog_files, 1)
    assert part.checks == tuple(NAMES)
    assert part.program == proof_program(blog_files)


def test_parts_run_every_check_and_every_module_of_tests_once(
    blog_files: Files,
) -> None:
    others, *shares = proof_parts(blog_files, 2)
    assert [*others.checks, "tests"] == list(NAMES)
    assert [share.checks for share in shares] == [("tests",)] * len(shares)
    modules = [path for path in blog_files if path.startswith("tests/test_")]
    assert len(shares) == 2
    for module in modules:
        run = [share for share in shares if f'"{module}"' in share.program.files[ENTRY]]
        assert len(run) == 1


def test_a_large_project_has_parts_that_take_turns(blog_files: Files) -> None:
    more = {f"tests/test_{number}.py": "" for number in range(39)}
    [_, *shares] = proof_parts(blog_files | more, 1)
    assert len(shares) == 4


def test_the_parts_of_a_proof_are_one_proof(
    blog_files: Files,
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    proofs = []
    for number, part in enumerate(proof_parts(blog_files, 2)):
        write(tmp_path / str(number), part.program.files)
        ended = run(tmp_path / str(number), "-I", part.program.entry)
        seen = evidence(ended.stdout, exit_code=ended.returncode)
        proofs.append(read_proof(seen, part.checks))
    proof = together(proofs)
    assert proof.passed, proof.checks
    assert [check.name for check in proof.checks] == list(NAMES.values())
    assert proof.tests_passed == sum(one.tests_passed for one in proofs) > 60


def test_one_part_that_fails_or_says_nothing_fails_the_whole() -> None:
    checks = [{"name": NAMES["tests"], "passed": True, "detail": ""}]
    good = read_proof(evidence(json.dumps(GOOD | {"checks": checks})), ("tests",))
    silent = read_proof(evidence(""), ("tests",))
    idle = GOOD | {"checks": checks, "tests_passed": 0}
    untested = read_proof(evidence(json.dumps(idle)), ("tests",))
    assert together([good, good]).passed
    assert together([good, good]).tests_passed == 6
    stopped = together([silent, silent])
    assert [check.name for check in stopped.checks] == ["the checks are reported"]
    for other in (silent, untested):
        assert not together([good, other]).passed
        assert not together([other, good]).passed


def test_the_lists_of_many_entities_are_told_in_few_words(
    tmp_path: Path, write: Callable[..., None], run: Callable[..., Any]
) -> None:
    names = [f"ProductModelDescription{letter}" for letter in "ABCDEFGHIJ"]
    entities = [{"name": name, "fields": [{"name": "title"}]} for name in names]
    program = proof_program(render(read_spec({"entities": entities})), ["lists"])
    write(tmp_path, program.files)
    ended = run(tmp_path, "-I", program.entry)
    proof = read_proof(evidence(ended.stdout), ["lists"])
    assert proof.passed, proof.checks
    [check] = proof.checks
    assert check.detail.endswith(" ...")


def test_requests_are_sent_although_unique_values_of_a_parent_run_out(
    tmp_path: Path, write: Callable[..., None], run: Callable[..., Any]
) -> None:
    mark = {"name": "mark", "max_length": 1, "unique": True}
    exams = [{"name": f"Exam{one}", "fields": [{"name": "title"}]} for one in "ABCDEF"]
    graded = [
        {"kind": "one-to-many", "source": "Grade", "target": exam["name"]}
        for exam in exams
    ]
    entities = [{"name": "Grade", "fields": [mark]}, *exams]
    spec = read_spec({"entities": entities, "relationships": graded})
    program = proof_program(render(spec), ["survives"])
    write(tmp_path, program.files)
    ended = run(tmp_path, "-I", program.entry)
    [check] = json.loads(ended.stdout)["checks"]
    assert check["passed"], check["detail"]
