"""Filters of the templates: how names and descriptions are written out."""

import json
import textwrap

from mcp_server.scaffold.python.layout import INDENT, WIDTH
from mcp_server.scaffold.specification.entities import Entity


def one_line(text: str) -> str:
    """A text with every run of white space made one space."""
    return " ".join(text.split())


def docstring(text: str, indent: str = INDENT) -> str:
    """A text as an indented docstring that ends in a full stop."""
    plain = one_line(text).replace("\\", "\\\\").replace('"', "'")
    sentence = plain if plain.endswith((".", "!", "?")) else f"{plain}."
    lines = textwrap.wrap(f'"""{sentence}"""', WIDTH - len(indent))
    if len(lines) > 1:
        lines = textwrap.wrap(f'"""{sentence}', WIDTH - len(indent))
        # The formatter joins the closing quotes to a docstring of one line.
        lines = [*lines, '"""'] if len(lines) > 1 else [f'{lines[0]}"""']
    return "\n".join(indent + line for line in lines)


def toml(text: str) -> str:
    """A text as a TOML string."""
    return json.dumps(one_line(text), ensure_ascii=False)


def dashed(name: str) -> str:
    """A snake_case name as a segment of a URL."""
    return name.replace("_", "-")


def words(name: str) -> str:
    """A snake_case name as words."""
    return name.replace("_", " ")


def path(entity: Entity) -> str:
    """The path of an entity's endpoints: `/blog-posts/`."""
    return f"/{dashed(entity.plural_name)}/"
