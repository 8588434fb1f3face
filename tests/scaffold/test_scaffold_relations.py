"""Relations of every kind: what is made of them, and that it is what was asked for."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.plan.resources import plan
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import ProjectSpec, read_spec
from mcp_server.scaffold.specification.entities import Relationship
from mcp_server.scaffold.wording.diagram import diagram

SCHOOL: dict[str, Any] = {
    "entities": [
        {"name": "Course", "fields": [{"name": "title"}]},
        {"name": "Student", "key": "uuid", "fields": [{"name": "name"}]},
        {"name": "Profile", "fields": [{"name": "bio", "type": "text"}]},
        {"name": "Topic", "fields": [{"name": "name"}]},
        {
            "name": "Country",
            "key": ["code"],
            "fields": [{"name": "code", "max_length": 2}],
        },
        {"name": "Team", "fields": [{"name": "name"}]},
        {"name": "Player", "fields": [{"name": "name"}]},
    ],
    "relationships": [
        {
            "kind": "many-to-many",
            "source": "Course",
            "target": "Student",
            "through": "Enrolment",
            "fields": [{"name": "grade", "type": "int", "ge": 1, "le": 6}],
            "mixins": ["timestamps", "audit"],
        },
        {
            "kind": "one-to-one",
            "source": "Student",
            "target": "Profile",
            "on_delete": "cascade",
        },
        {
            "kind": "one-to-many",
            "source": "Topic",
            "target": "Topic",
            "required": False,
            "on_delete": "restrict",
        },
        {
            "kind": "many-to-many",
            "source": "Student",
            "target": "Student",
            "name": "follows",
            "reverse": "followers",
        },
        {
            "kind": "one-to-many",
            "source": "Country",
            "target": "Team",
            "column": "countryCode",
            "required": False,
        },
        {"kind": "one-to-many", "source": "Team", "target": "Player"},
        {
            "kind": "one-to-one",
            "source": "Player",
            "target": "Team",
            "name": "leads",
            "reverse": "captain",
            "required": False,
        },
    ],
}
# Table, column, what it refers to, rule, and whether it is unique on its own.
EXPECTED = [
    ["enrolments", "course_id", "courses.id", "CASCADE", False],
    ["enrolments", "student_id", "students.id", "CASCADE", False],
    ["players", "team_id", "teams.id", "RESTRICT", False],
    ["profiles", "student_id", "students.id", "CASCADE", True],
    ["student_follows", "other_student_id", "students.id", "CASCADE", False],
    ["student_follows", "student_id", "students.id", "CASCADE", False],
    ["teams", "captain_id", "players.id", "SET NULL", True],
    ["teams", "countryCode", "countries.code", "SET NULL", False],
    ["topics", "parent_id", "topics.id", "RESTRICT", False],
]
READ_BACK = """
import json, warnings
warnings.simplefilter("error")
from sqlalchemy.orm import configure_mappers
from app.models import metadata
configure_mappers()
keys = [
    [table.name, key.parent.name, key.target_fullname, key.ondelete,
     bool(key.parent.unique)]
    for table in metadata.sorted_tables for key in table.foreign_keys
]
print(json.dumps(sorted(keys)))
"""
EAGER = ".options(*WITH_RELATED)"
# File, what is there, what stands there instead, and the test that must notice.
MUTANTS = [
    ("app/models.py", 'ondelete="CASCADE", unique=True', 'ondelete="CASCADE"', "409"),
    ("app/routers/topics.py", "refuse_circle(", "id(", "ancestor"),
    ("app/models.py", 'passive_deletes="all",', "", "loads_no_"),
    ("app/models.py", "passive_deletes=True,", "", "loads_no_"),
    ("app/routers/enrolments.py", EAGER, "", "test_enrolments"),
    ("app/routers/enrolments.py", "response.status_code = 201", "pass", "first_put"),
    (
        "app/routers/enrolments.py",
        "col(Enrolment.student_id)",
        "col(Enrolment.student_id).desc()",
        "listed_by",
    ),
    ("app/routers/enrolments.py", "filter_by(course_id=course_id)", "where()", "list"),
    ("app/routers/enrolments.py", '"created_by": user', '"created_by": None', "who_"),
    (
        "app/routers/enrolments.py",
        'body.model_dump() | {"updated_by": user}',
        "body.model_dump()",
        "who_",
    ),
    (
        "app/routers/enrolments.py",
        'exclude_unset=True) | {"updated_by": user}',
        "exclude_unset=True)",
        "who_",
    ),
    ("app/models.py", "Enrolment(Timestamps, ", "Enrolment(", "test_enrolments"),
]


@pytest.fixture(scope="module")
def school() -> ProjectSpec:
    return read_spec(SCHOOL)


@pytest.fixture(scope="module")
def school_files(school: ProjectSpec) -> dict[str, str]:
    return render(school)


def with_relationship(**changes: Any) -> ProjectSpec:
    return read_spec({"entities": SCHOOL["entities"], "relationships": [{**changes}]})


def test_the_foreign_keys_are_those_of_the_specification(
    school_files: dict[str, str],
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    write(tmp_path, school_files)
    ended = run(tmp_path, "-c", READ_BACK)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == EXPECTED


def test_a_tree_is_named_parent_and_children_and_not_embedded() -> None:
    spec = with_relationship(
        kind="one-to-many", source="Topic", target="Topic", required=False
    )
    [relation] = next(
        one.children for one in plan(spec).resources if one.entity.name == "Topic"
    )
    assert (relation.attribute, relation.reverse) == ("children", "parent")
    assert not relation.embed


def test_only_the_optional_side_of_a_circle_waits(school: ProjectSpec) -> None:
    waiting = [
        relation.reverse
        for resource in plan(school).resources
        for relation in resource.parents
        if relation.deferred
    ]
    assert waiting == ["captain"]


def test_a_specification_that_was_written_out_means_the_same(
    school: ProjectSpec, school_files: dict[str, str]
) -> None:
    assert render(read_spec(school.model_dump_json())) == school_files
    assert Relationship(kind="one-to-one", source="A", target="B").embed is None


def test_a_link_with_data_has_one_path_for_both_ends(
    school_files: dict[str, str],
) -> None:
    router = school_files["app/routers/enrolments.py"]
    path = '"/courses/{course_id}/students/{student_id}"'
    for method in ("get", "put", "patch", "delete"):
        assert f"@router.{method}(\n    {path}" in router or (
            f"@router.{method}({path}" in router
        )
    assert "post(" not in router
    assert "course_id" not in school_files["app/schemas.py"].split("Update")[0]


def test_the_diagram_shows_one_to_one_and_links(school: ProjectSpec) -> None:
    lines = diagram(school).split("\n")
    assert "    Student ||--o| Profile : profile" in lines
    assert "    Topic |o--o{ Topic : children" in lines
    assert "    Course ||--o{ Enrolment : students" in lines


def test_the_generated_tests_notice_what_is_missing_of_a_relation(
    school_files: dict[str, str],
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    options = ["-q", "-x", "--tb=no", "-p", "no:cacheprovider", "-k"]
    unnoticed = []
    for number, (path, there, instead, tests) in enumerate(MUTANTS):
        assert there in school_files[path], there
        mutated = school_files[path].replace(there, instead)
        write(tmp_path / str(number), school_files | {path: mutated})
        ended = run(tmp_path / str(number), "-m", "pytest", *options, tests)
        if ended.returncode != 1:
            unnoticed.append((path, there, ended.stdout[-300:]))
    assert unnoticed == []


@pytest.mark.parametrize("through", [None, "Enrolment"])
def test_a_link_keeps_the_names_that_the_database_has(through: str | None) -> None:
    fields = [{"name": "grade", "type": "int"}] if through else []
    link = {
        "kind": "many-to-many",
        "source": "Course",
        "target": "Student",
        "through": through,
        "fields": fields,
        "table": "Course Students",
        "column": "CourseNo",
        "target_column": "StudentNo",
    }
    entities = [
        {"name": name, "fields": [{"name": "name"}]} for name in ("Course", "Student")
    ]
    files = render(read_spec({"entities": entities, "relationships": [link]}))

    models = "".join(files[path] for path in files if path.startswith("app/models"))
    assert '__tablename__: ClassVar[Any] = "Course Students"' in models
    for name in ("CourseNo", "StudentNo"):
        assert f'sa_column_kwargs={{"name": "{name}"}}' in models


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"kind": "one-to-many", "table": "links"}, "only a many-to-many has a link"),
        ({"kind": "one-to-many", "target_column": "x"}, "leave `target_column` out"),
        ({"kind": "many-to-many", "table": "a.b"}, "is no name of a table"),
        ({"kind": "many-to-many", "column": 'a"b'}, "is no name of a column"),
    ],
)
def test_names_of_links_that_cannot_be_are_refused(
    option: dict[str, str], said: str
) -> None:
    entities = [
        {"name": name, "fields": [{"name": "name"}]} for name in ("Post", "Tag")
    ]
    relationship = {"source": "Post", "target": "Tag", **option}

    with pytest.raises(InvalidSpec, match=re.escape(said)):
        read_spec({"entities": entities, "relationships": [relationship]})
