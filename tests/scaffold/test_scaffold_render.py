"""What is generated from the blog specification."""

import json
import subprocess
import sys
from pathlib import Path

from mcp_server.scaffold.render import TEMPLATES, render
from mcp_server.scaffold.spec import ProjectSpec, read_spec
from mcp_server.scaffold.wording.assumed import assumptions
from mcp_server.scaffold.wording.diagram import diagram

ROOT = Path(__file__).parents[2]
TEN = {
    "entities": [
        {
            "name": f"Entity{letter}",
            "fields": [
                {"name": "title", "unique": True},
                {"name": "price", "type": "decimal", "ge": 0},
                {"name": "state", "type": "enum", "values": ["on", "off"]},
                {"name": "at", "type": "datetime", "default": "now"},
            ],
        }
        for letter in "ABCDEFGHIJ"
    ],
    "relationships": [
        {"kind": kind, "source": f"Entity{one}", "target": f"Entity{other}"}
        for one, other in zip("ABCDEFGHI", "BCDEFGHIJ", strict=True)
        for kind in ("one-to-many",)
    ],
}


def test_the_blog_has_these_files(blog_files: dict[str, str]) -> None:
    assert sorted(blog_files) == [
        ".env.example",
        ".gitignore",
        "README.md",
        "app/__init__.py",
        "app/database.py",
        "app/errors.py",
        "app/fields.py",
        "app/main.py",
        "app/models.py",
        "app/pagination.py",
        "app/py.typed",
        "app/queries.py",
        "app/routers/__init__.py",
        "app/routers/custom.py",
        "app/routers/posts.py",
        "app/routers/tags.py",
        "app/routers/users.py",
        "app/schemas.py",
        "pyproject.toml",
        "tests/__init__.py",
        "tests/conftest.py",
        "tests/factories.py",
        "tests/test_health.py",
        "tests/test_main.py",
        "tests/test_posts.py",
        "tests/test_posts_lists.py",
        "tests/test_schema.py",
        "tests/test_tags.py",
        "tests/test_tags_lists.py",
        "tests/test_users.py",
        "tests/test_users_lists.py",
    ]


def test_every_template_is_used(blog_files: dict[str, str]) -> None:
    sources = [*TEMPLATES.parent.rglob("*.py"), *TEMPLATES.rglob("*.jinja")]
    written = "".join(path.read_text() for path in sources)
    for path in TEMPLATES.rglob("*.jinja"):
        name = path.relative_to(TEMPLATES).as_posix().removesuffix(".jinja")
        assert name in blog_files or f'"{name}' in written, name


def test_rendering_is_deterministic(blog: ProjectSpec) -> None:
    assert render(blog) == render(read_spec(blog.model_dump_json()))


def test_the_order_of_hashes_does_not_matter() -> None:
    program = (
        "import hashlib, sys\n"
        "from mcp_server.scaffold.render import render\n"
        "from mcp_server.scaffold.spec import read_spec\n"
        "files = render(read_spec(sys.stdin.read()))\n"
        "print(hashlib.sha256(repr(files).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(TEN),
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_only_the_types_in_use_are_generated() -> None:
    spec = read_spec({"entities": [{"name": "Room", "fields": [{"name": "on"}]}]})
    files = render(spec)
    for unused in ("json", "utc_now", "choice", "Decimal", "related", "require"):
        assert unused not in files["app/fields.py"] + files["app/queries.py"]


def test_the_diagram_shows_columns_and_connections(blog: ProjectSpec) -> None:
    lines = diagram(blog).split("\n")
    assert lines[0] == "erDiagram"
    assert "    User ||--o{ Post : posts" in lines
    assert "    Post }o--o{ Tag : tags" in lines
    assert "        email email UK" in lines
    assert "        int author_id FK" in lines


def test_the_readme_carries_the_diagram(
    blog: ProjectSpec, blog_files: dict[str, str]
) -> None:
    assert f"```mermaid\n{diagram(blog)}\n```" in blog_files["README.md"]


def test_what_was_assumed_is_said() -> None:
    said = " ".join(assumptions(read_spec(TEN)))
    assert "EntityA.title" in said
    assert "A row cannot be deleted while it has EntityA.entity_bs" in said
    assert "Responses carry these lists whole: EntityA.entity_bs" in said


def test_the_templates_are_part_of_the_package() -> None:
    assert ROOT / "mcp_server" in TEMPLATES.parents
