"""Where SKILL.md and references/ are: in the installed package, or beside it."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
IN_WHEEL = PACKAGE / ".agents" / "skills" / "sqlmodel-production"
"""Where the wheel carries the skill, so that installers of library skills find it."""


def skill_folder() -> Path:
    """The folder that holds SKILL.md and references/."""
    return IN_WHEEL if (IN_WHEEL / "SKILL.md").is_file() else PACKAGE.parent
