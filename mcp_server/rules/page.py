"""The rules as Markdown: one page each, and all of them as a reference."""

from itertools import groupby

from mcp_server.rules.rule import Rule, rules

INTRODUCTION = """\
# Static rules

`sqlmodel-production check PATHS` and the tool `check_code` look for these without
running the code. `--fix` writes the safe fixes, `--unsafe-fixes` all of them. A rule is
silenced on a line by `# noqa: SQM012`, and for a project in `pyproject.toml`:

```toml
[tool.sqlmodel-production]
ignore = ["SQM002"]
per-file-ignores = { "tests/*" = ["SQM054"] }
```

`sqlmodel-production explain SQM012` prints one rule with an example and what to write
instead; the tests check every example and run every remedy. This page is written by
`make rules` from `mcp_server/rules/catalogue/`.
"""


def page(rule: Rule) -> str:
    """One rule: title, facts, and the sections of its module."""
    facts = [f"`{rule.code}`", f"`{rule.name}`", rule.severity, rule.category]
    if rule.fix:
        facts.append(f"{rule.fix} fix")
    if rule.problem:
        facts.append(f"prevents `{rule.problem}`")
    return f"# {rule.title}\n\n{', '.join(facts)}\n\n{rule.page}"


def reference() -> str:
    """All rules on one page: a table, then each in words."""
    parts = [INTRODUCTION, _table()]
    by_category = sorted(rules().values(), key=lambda rule: (rule.category, rule.code))
    for category, members in groupby(by_category, key=lambda rule: rule.category):
        parts.append(f"## {category.capitalize()}\n")
        parts += [_section(rule) for rule in members]
    return "\n".join(parts)


def _table() -> str:
    lines = ["| code | rule | severity | fix |", "|---|---|---|---|"]
    for code, rule in rules().items():
        lines.append(f"| {code} | {rule.title} | {rule.severity} | {rule.fix or ''} |")
    return "\n".join([*lines, ""])


def _section(rule: Rule) -> str:
    """A rule below its category, without its programs: those are on its own page."""
    facts = page(rule).split("\n\n")[1]
    lines = [f"### {rule.code}: {rule.title}", "", facts, ""]
    for heading in ("What it does", "Why is this bad", "When it does not apply"):
        lines += [f"**{heading}**: {rule.section(heading)}", ""]
    return "\n".join(lines)
