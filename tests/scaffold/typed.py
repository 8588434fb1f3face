"""What mypy says of a generated project."""

from collections.abc import Iterable
from pathlib import Path

from mypy import api


def assert_typed(folder: Path, paths: Iterable[Path]) -> None:
    """Everything in these paths is typed strictly; the folder takes mypy's cache."""
    told, errors, code = api.run(
        [
            *("--strict", "--cache-dir", str(folder / ".mypy_cache")),
            *("--config-file", "", *map(str, paths)),
        ]
    )
    assert (code, errors) == (0, ""), told
