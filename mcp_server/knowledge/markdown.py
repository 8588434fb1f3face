"""What the pages use of Markdown: front matter, sections and code blocks."""

import re
from collections.abc import Iterator

from mcp_server.results import Value

FENCE = re.compile(r"^(?P<fence>`{3,})(?P<language>\w*) *(?P<info>.*)$")
FRONT_MATTER = re.compile(r"\A---\n(?P<yaml>.*?)\n---\n", re.DOTALL)


class CodeBlock(Value):
    """One fenced block of code."""

    language: str
    info: str
    """What follows the language, such as `raises=ValueError`."""
    source: str
    line: int
    """Line of the page that the first line of the source is on, from 1."""


class Section(Value):
    """A `##` section, or what stands before the first one (its title is empty)."""

    title: str
    code: tuple[CodeBlock, ...]


def front_matter(text: str) -> str:
    """The YAML between the two `---` lines; empty if there is none."""
    match = FRONT_MATTER.match(text)
    return match["yaml"] if match else ""


def body(text: str) -> str:
    """The page without its front matter."""
    return FRONT_MATTER.sub("", text)


def heading(text: str) -> str | None:
    """The text of the first `#` heading."""
    match = re.search(r"^# (.+)$", body(text), re.MULTILINE)
    return match[1].strip() if match else None


def lead(text: str) -> str:
    """The first paragraph below the first heading, on one line."""
    pattern = r"^# .+\n+(?P<lead>(?:(?![#|`>-]).+\n?)+)"
    match = re.search(pattern, body(text), re.MULTILINE)
    return " ".join(match["lead"].split()) if match else ""


def sections(text: str) -> list[Section]:
    """The page cut at its `##` headings."""
    titles, codes = [""], [list[CodeBlock]()]
    for item in _items(text.splitlines()):
        if isinstance(item, CodeBlock):
            codes[-1].append(item)
        else:
            titles.append(item)
            codes.append([])
    pairs = zip(titles, codes, strict=True)
    return [Section(title=title, code=tuple(code)) for title, code in pairs]


def _items(lines: list[str]) -> Iterator[CodeBlock | str]:
    """Code blocks and titles of sections, in order."""
    numbered = iter(enumerate(lines, start=1))
    for number, line in numbered:
        if fence := FENCE.match(line):
            yield CodeBlock(
                language=fence["language"],
                info=fence["info"].strip(),
                source="\n".join(_until(numbered, fence["fence"])) + "\n",
                line=number + 1,
            )
        elif line.startswith("## "):
            yield line.removeprefix("## ").strip()


def _until(numbered: Iterator[tuple[int, str]], fence: str) -> Iterator[str]:
    for _, line in numbered:
        if line.startswith(fence):
            return
        yield line
