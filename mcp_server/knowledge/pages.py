"""The pages of the guidance, found by being there."""

from mcp_server.knowledge import markdown
from mcp_server.knowledge.location import skill_folder
from mcp_server.results import Value


class Page(Value):
    """One Markdown page of the skill."""

    name: str
    """`model-patterns`, `problems/n-plus-one`, or `SKILL` for the entry page."""
    title: str
    summary: str
    path: str
    """Relative to the skill's folder."""

    def text(self) -> str:
        """The page as it is now."""
        return (skill_folder() / self.path).read_text(encoding="utf-8")


def pages() -> list[Page]:
    """SKILL.md first, then the references in alphabetical order."""
    root = skill_folder()
    found = sorted((root / "references").rglob("*.md"))
    paths = [path.relative_to(root).as_posix() for path in found]
    return [_page(path) for path in ["SKILL.md", *paths]]


def _page(path: str) -> Page:
    text = (skill_folder() / path).read_text(encoding="utf-8")
    name = path.removeprefix("references/").removesuffix(".md")
    return Page(
        name=name,
        title=markdown.heading(text) or name,
        summary=markdown.lead(text),
        path=path,
    )
