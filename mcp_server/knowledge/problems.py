"""The database problems: one Markdown page each, found by being there."""

from functools import cache

import yaml

from mcp_server.knowledge import markdown
from mcp_server.knowledge.location import skill_folder
from mcp_server.results import Problem

FOLDER = "references/problems"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's loader where it is built in: ten times faster, and as safe."""


@cache
def problems() -> tuple[Problem, ...]:
    """Every problem that has a page, in alphabetical order of the ids."""
    found = sorted((skill_folder() / FOLDER).glob("*.md"))
    return tuple(_read(path.stem, path.read_text(encoding="utf-8")) for path in found)


def _read(slug: str, text: str) -> Problem:
    front = yaml.load(markdown.front_matter(text), LOADER)
    return Problem(
        id=slug,
        page=f"{FOLDER}/{slug}.md",
        broken=_program(text, "Broken"),
        fixed=_program(text, "Fixed"),
        **front,
    )


def _program(text: str, title: str) -> str | None:
    """The one Python block of a section; None if the page has no such section."""
    sections = (one for one in markdown.sections(text) if one.title == title)
    blocks = (block for section in sections for block in section.code)
    sources = [block.source for block in blocks if block.language == "python"]
    if len(sources) > 1:
        raise ValueError(f"the section {title!r} must be one program")
    return sources[0] if sources else None
