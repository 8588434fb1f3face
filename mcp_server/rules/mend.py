"""Applies fixes until nothing is left that they could mend."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from mcp_server.rules.engine import Found, check
from mcp_server.rules.fixes import apply
from mcp_server.rules.rule import Fix
from mcp_server.rules.selection import Selection

Wanted = Literal["safe", "unsafe"]
MOST_ROUNDS = 10
"""One fix can make room for another; a circle of them must end."""


def mend(
    files: Mapping[str, str], selection: Selection, wanted: Wanted
) -> tuple[dict[str, str], int]:
    """The files that fixes have changed, and how many fixes these were."""
    texts = dict(files)
    total = 0
    for _ in range(MOST_ROUNDS):
        count = _round(texts, check(texts, selection), wanted)
        if not count:
            break
        total += count
    changed = {path: text for path, text in texts.items() if text != files[path]}
    return changed, total


def _round(texts: dict[str, str], found: list[Found], wanted: Wanted) -> int:
    fixes: dict[str, list[Fix]] = defaultdict(list)
    for one in found:
        if one.fix and (wanted == "unsafe" or one.fix.safety == "safe"):
            fixes[one.path].append(one.fix)
    count = 0
    for path, wanted_here in fixes.items():
        texts[path], done = apply(texts[path], wanted_here)
        count += done
    return count
