"""Which rules apply to which files, as `pyproject.toml` or a caller says."""

import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch

from pydantic import Field, ValidationError

from mcp_server.errors import InvalidArgument, invalid, unknown
from mcp_server.results import Input
from mcp_server.rules.rule import Rule, rules

TABLE = "sqlmodel-production"


class Selection(Input):
    """Codes of rules, or their beginnings: `SQM` is all, `SQM01` SQM010 to SQM019."""

    select: list[str] = Field(default=["SQM"])
    ignore: list[str] = Field(default=[])
    per_file_ignores: dict[str, list[str]] = Field(default={})
    """By pattern of paths: what is left out there."""
    exclude: list[str] = Field(default=[])
    """Patterns of paths that are not looked at."""

    def with_changes(self, changes: Mapping[str, object]) -> "Selection":
        """The selection with other values for some of its fields.

        Raises:
            InvalidArgument: there is no rule of such a code.
        """
        return _checked(self.model_copy(update=dict(changes)))

    def rules(self) -> list[Rule]:
        """The rules that are wanted at all, in order of their codes."""
        return [
            rule
            for code, rule in rules().items()
            if _matches(code, self.select) and not _matches(code, self.ignore)
        ]

    def is_ignored(self, code: str, path: str) -> bool:
        """The rule is silenced for this file."""
        return any(
            _matches(code, codes) and _fits(path, pattern)
            for pattern, codes in self.per_file_ignores.items()
        )

    def is_excluded(self, path: str) -> bool:
        """The file is not looked at."""
        return any(_fits(path, pattern) for pattern in self.exclude)


def chosen(select: Iterable[str] | None, ignore: Iterable[str] | None) -> Selection:
    """The selection that a caller names.

    Raises:
        InvalidArgument: there is no rule of such a code.
    """
    return _checked(
        Selection(
            select=list(select) if select is not None else ["SQM"],
            ignore=list(ignore or []),
        )
    )


def configured(text: str, where: str) -> Selection:
    """The selection in a `pyproject.toml`.

    Raises:
        InvalidArgument: it is no TOML, or has a key, value or code that is not known.
    """
    try:
        table = tomllib.loads(text).get("tool", {}).get(TABLE, {})
        return _checked(Selection.model_validate(_plain(table, where)))
    except tomllib.TOMLDecodeError as error:
        raise InvalidArgument(f"{where} is no valid TOML: {error}") from error
    except ValidationError as error:
        raise InvalidArgument(f"[tool.{TABLE}] in {where}: {invalid(error)}") from error


def _plain(table: Mapping[str, object], where: str) -> Mapping[str, object]:
    known = ("select", "ignore", "per-file-ignores", "exclude")
    for key in table:
        if key not in known:
            raise InvalidArgument(
                f"[tool.{TABLE}] in {where}: {unknown('key', key, known)}"
            )
    return {key.replace("-", "_"): value for key, value in table.items()}


def _checked(selection: Selection) -> Selection:
    named = [*selection.select, *selection.ignore]
    for codes in selection.per_file_ignores.values():
        named += codes
    for code in named:
        if not any(_matches(known, [code]) for known in rules()):
            raise InvalidArgument(unknown("rule", code, rules()))
    return selection


def _matches(code: str, beginnings: Iterable[str]) -> bool:
    return any(code.startswith(one.upper()) for one in beginnings if one)


def _fits(path: str, pattern: str) -> bool:
    """The pattern is the path, a folder above it, or matches either as a glob."""
    parts = path.split("/")
    above = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    plain = pattern.removeprefix("./").rstrip("/")
    return any(fnmatch(one, plain) for one in above) or fnmatch(parts[-1], plain)
