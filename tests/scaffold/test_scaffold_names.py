"""Names: their forms, and those that the generated code needs itself."""

import ast

import pytest
from mcp_server.scaffold.spec import ProjectSpec
from mcp_server.scaffold.specification import names
from pydantic import BaseModel
from sqlmodel import SQLModel


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("BlogPost", "blog_post"),
        ("HTTPServer", "http_server"),
        ("FAQ", "faq"),
        ("Index2", "index2"),
        ("OAuth2Token", "o_auth2_token"),
    ],
)
def test_class_names_become_snake_case(name: str, snake: str) -> None:
    assert names.snake_case(name) == snake


@pytest.mark.parametrize(
    ("word", "many"),
    [
        ("post", "posts"),
        ("blog_category", "blog_categories"),
        ("box", "boxes"),
        ("address", "addresses"),
        ("branch", "branches"),
        ("person", "people"),
        ("child", "children"),
        ("day", "days"),
        ("news", "news"),
        ("super_hero", "super_heroes"),
        ("shelf", "shelves"),
    ],
)
def test_plurals_follow_english(word: str, many: str) -> None:
    assert names.plural(word) == many


def test_enum_members_are_identifiers() -> None:
    values = ["in-progress", "2xl", "€", "日本", "class"]
    members = names.member_names(values)
    assert members == ["IN_PROGRESS", "VALUE_2XL", "VALUE_3", "VALUE_4", "CLASS"]


def test_no_field_hides_an_attribute_of_its_model() -> None:
    public = {name for name in dir(SQLModel) + dir(BaseModel) if name[0] != "_"}
    assert [name for name in sorted(public) if not names.is_taken(name)] == []


@pytest.mark.parametrize(
    "path", ["app/models.py", "app/schemas.py", "app/routers/posts.py"]
)
def test_no_entity_hides_what_its_modules_import(
    blog: ProjectSpec, blog_files: dict[str, str], path: str
) -> None:
    entities = tuple(entity.name for entity in blog.entities)
    imported = _imported(blog_files[path])
    others = {name for name in imported if not name.startswith(entities)}
    classes = {name for name in others if names.is_class(name)}
    assert classes
    assert classes <= names.TAKEN_CLASSES


def _imported(text: str) -> set[str]:
    nodes = [
        one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.ImportFrom)
    ]
    return {alias.name for node in nodes for alias in node.names}
