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

Written by `make rules` from `mcp_server/rules/catalogue/`; every example is checked and
every remedy is run by the tests.
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
    """All rules on one page: a table, then each with its example."""
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
    """A rule below its category: headings become bold, examples stay whole."""
    facts = page(rule).split("\n\n")[1]
    lines = [f"### {rule.code}: {rule.title}", "", facts, ""]
    for heading in ("What it does", "Why is this bad", "Example", "Use instead"):
        lines += [f"**{heading}**", "", rule.section(heading), ""]
    lines += ["**When it does not apply**", ""]
    lines += [rule.section("When it does not apply"), ""]
    return "\n".join(lines)
