"""Comments that silence rules: `# noqa` and `# noqa: SQM012`."""

import io
import re
import tokenize

NOQA = re.compile(
    r"#\s*noqa(?::\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?", re.IGNORECASE
)
CODE = re.compile(r"[A-Z]+\d+", re.IGNORECASE)
ALL = frozenset({"*"})


def suppressions(source: str) -> dict[int, frozenset[str]]:
    """By line: the codes that are silenced there; `*` for every code."""
    if "noqa" not in source.lower():
        return {}
    found: dict[int, frozenset[str]] = {}
    for line, comment in _comments(source):
        match = NOQA.search(comment)
        if match:
            codes = CODE.findall(match["codes"] or "")
            found[line] = frozenset(code.upper() for code in codes) or ALL
    return found


def _comments(source: str) -> list[tuple[int, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    try:
        return [
            (token.start[0], token.string)
            for token in tokens
            if token.type == tokenize.COMMENT
        ]
    except (tokenize.TokenError, SyntaxError):  # it does not parse: nothing to silence
        return []
