"""Every python block of SKILL.md and references/ is run, through validate_snippet.

The plain blocks of a `##` section are one program. A block with `raises=Error`,
`warns=Category` or `finds=problem` runs after the plain blocks before it, shows what it
announces, and leaves nothing behind.
"""

import re
from pathlib import Path

import pytest
import yaml
from mcp_server.knowledge.location import skill_folder
from mcp_server.knowledge.markdown import CodeBlock, Section, front_matter, sections
from mcp_server.results import Finding, Limits, Validation
from mcp_server.tools.validate_snippet import validate_snippet

ROOT = skill_folder()
PAGES = [ROOT / "SKILL.md", *sorted((ROOT / "references").glob("*.md"))]
PROBLEM_PAGES = sorted((ROOT / "references" / "problems").glob("*.md"))
LINK = re.compile(r"\]\((?!https?:)(?P<target>[^)\s]+)\)")
CODE = re.compile(r"\A---\n.*?^---$|^```.*?^```$", re.DOTALL | re.MULTILINE)
# CI runs several of these at once on two cores.
LIMITS = Limits(wall_seconds=60, cpu_seconds=30)
MOST_TOKENS, CHARACTERS_OF_A_TOKEN = 5_000, 4


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _python(section: Section) -> list[CodeBlock]:
    return [block for block in section.code if block.language == "python"]


SECTIONS = {
    f"{_name(page)}#{section.title}": _python(section)
    for page in [*PAGES, *PROBLEM_PAGES]
    for section in sections(page.read_text(encoding="utf-8"))
    # The two programs of a problem page have a test of their own.
    if _python(section) and section.title not in {"Broken", "Fixed"}
}
SHOWS = "shows="
"""A block that works, and shows problems: they must be found in its section."""
ANNOUNCED = {
    f"{name}:{block.line}": (blocks, block)
    for name, blocks in SECTIONS.items()
    for block in blocks
    if block.info and not block.info.startswith(SHOWS)
}


def _program(blocks: list[CodeBlock]) -> str:
    """The blocks as one source, each on the lines it has in the page."""
    source = ""
    for block in blocks:
        source += "\n" * (block.line - 1 - source.count("\n")) + block.source
    return source


def _serious(result: Validation) -> list[Finding]:
    """What is wrong: a remark, such as a missing index, may stand in an example."""
    return [finding for finding in result.findings if finding.severity != "info"]


def _plain(blocks: list[CodeBlock]) -> list[CodeBlock]:
    return [one for one in blocks if not one.info or one.info.startswith(SHOWS)]


def _shown(blocks: list[CodeBlock]) -> set[str | None]:
    """The problems that the blocks say they show."""
    named = (one.info.removeprefix(SHOWS) for one in _plain(blocks) if one.info)
    return {problem for names in named for problem in names.split(",")}


@pytest.mark.anyio
@pytest.mark.parametrize("name", [n for n, b in SECTIONS.items() if _plain(b)])
async def test_the_plain_blocks_of_a_section_run_and_show_what_they_say(
    name: str,
) -> None:
    blocks = _plain(SECTIONS[name])
    result = await validate_snippet(code=_program(blocks), limits=LIMITS)

    assert result.error is None
    assert result.status == "passed"
    assert {one.problem for one in _serious(result)} == _shown(blocks), result.findings
    assert result.stderr == "", "a warning"


@pytest.mark.anyio
@pytest.mark.parametrize("name", ANNOUNCED)
async def test_a_block_shows_what_its_info_string_announces(name: str) -> None:
    blocks, block = ANNOUNCED[name]
    kind, _, announced = block.info.partition("=")
    before = [one for one in _plain(blocks) if one.line < block.line]
    result = await validate_snippet(
        code="\n" * (block.line - 1) + block.source,
        context=_program(before),
        limits=LIMITS,
    )

    if kind == "warns":
        assert result.error is None
        assert any(f.message.startswith(announced) for f in result.findings)
    elif kind == "raises":
        assert result.error is not None
        assert result.error.type == announced
        last = block.line + len(block.source.splitlines())
        assert block.line <= (result.error.line or 0) < last
    else:
        assert kind == "finds"
        assert result.error is None
        assert {f.problem for f in _serious(result)} == {announced}


@pytest.mark.parametrize("page", [*PAGES, *PROBLEM_PAGES], ids=_name)
def test_every_link_leads_to_a_page_and_a_heading(page: Path) -> None:
    for match in LINK.finditer(CODE.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = match["target"].partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), match["target"]
        if anchor:
            assert anchor in _anchors(target), match["target"]


def _anchors(page: Path) -> set[str]:
    """Anchors as GitHub derives them from headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.strip().lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


def test_the_entry_page_is_short_enough_to_be_loaded_whole() -> None:
    text = (ROOT / "SKILL.md").read_text(encoding="utf-8")

    assert len(text.splitlines()) < 500
    assert len(text) / CHARACTERS_OF_A_TOKEN < MOST_TOKENS


def test_the_entry_page_is_valid_under_the_specification(tmp_path: Path) -> None:
    from skills_ref.validator import validate  # type: ignore[import-untyped]  # has no types

    folder = tmp_path / "sqlmodel-production"
    folder.mkdir()
    text = (ROOT / "SKILL.md").read_text(encoding="utf-8")
    (folder / "SKILL.md").write_text(text, encoding="utf-8")

    assert validate(folder) == []
    description = yaml.safe_load(front_matter(text))["description"]
    assert not set("<>") & set(description), "some installers refuse these"


@pytest.mark.parametrize("page", [*PAGES, *PROBLEM_PAGES], ids=_name)
def test_no_page_uses_the_future_import_that_breaks_relationships(page: Path) -> None:
    for section in sections(page.read_text(encoding="utf-8")):
        if section.title == "Broken":
            continue  # one of them has to show it
        for block in _python(section):
            if not block.info:
                assert "from __future__" not in block.source
