"""A pattern that is tried only where its text is finds what it always found."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp_server.diagnosis.symptom.patterns import needed, pattern
from mcp_server.knowledge.problems import problems

ALPHABET = "abcAB.('é\n"
LITERALS = st.text(ALPHABET, min_size=1, max_size=6).map(re.escape)
CLASSES = st.sampled_from(
    [r"\w", r"\d", ".", r"[ab\]]", r"[^a|b]", r"\(", r"\b", "^", "$"]
)
PIECES = st.one_of(
    LITERALS,
    CLASSES,
    LITERALS.map(lambda one: f"(?:{one})?"),
    LITERALS.map(lambda one: f"({one}|abc)"),
    st.sampled_from(["a?", "b*", "c+", "a{2}", "b{0,3}?", "ab+?"]),
)
GROUPS = st.sampled_from(["(", "(?:", "(?i:", "(?=", "(?!", "(?<!^)("])
QUANTIFIERS = st.sampled_from(["", "", "?", "*", "+", "{2}", "{0,3}?", "+?"])


def ways(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one = st.lists(pieces, min_size=1, max_size=4).map("".join)
    return st.lists(one, min_size=1, max_size=3).map("|".join)


PATTERNS = ways(
    st.recursive(
        PIECES,
        lambda inside: st.tuples(GROUPS, ways(inside), QUANTIFIERS).map(
            lambda three: f"{three[0]}{three[1]}){three[2]}"
        ),
        max_leaves=6,
    )
)
TRACEBACKS = sorted(Path(__file__).parents[1].glob("tools/tracebacks/*.txt"))
SOURCES = [
    source
    for problem in problems()
    for kind in ("messages", "supports", "against", "code")
    for source in getattr(problem.signatures, kind)
]


@given(PATTERNS, st.text(ALPHABET, max_size=40))
def test_it_finds_exactly_what_the_regular_expression_finds(
    source: str, text: str
) -> None:
    wanted = re.search(source, text, re.IGNORECASE)
    found = pattern(source).search(text, text.lower())

    assert (found and found.span()) == (wanted and wanted.span())


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (r"too many (?:SQL )?variables", ("too many ",)),
        (r"deadlock|\(1213,", ("deadlock", "(1213,")),
        (r"(?:a|b)", ()),
        (r"a (?:lock|(?:dead)?latch)+", ("lock", "latch")),
        (r"(?s)\A(?!.*commit)(?P<one>rollback).{0,9}(?P=one)", ("rollback",)),
        (r"(?x) lock  # of a row", ()),
        (r"lock(?:s|ed)?(?<!unlocked) it", ("lock",)),
        (r"\bab\b", ()),
        (r"lock(?:ed)?s? wait", (" wait",)),
        (r"database is lock(?:ed)", ("database is lock",)),
    ],
)
def test_the_text_that_it_needs_is_read_off(
    source: str, texts: tuple[str, ...]
) -> None:
    assert needed(source) == texts


@pytest.mark.parametrize("path", TRACEBACKS, ids=lambda one: one.stem)
def test_every_pattern_of_a_page_finds_in_an_error_what_it_always_found(
    path: Path,
) -> None:
    # Its end only: without the texts, some patterns try every place against all others.
    text = path.read_text(encoding="utf-8")[-500:]
    for source in SOURCES:
        wanted = re.search(source, text, re.IGNORECASE)
        found = pattern(source).search(text, text.lower())
        assert (found and found.span()) == (wanted and wanted.span()), source


@pytest.mark.parametrize("source", SOURCES)
def test_no_pattern_of_a_page_takes_long_over_hostile_text(source: str) -> None:
    """A pattern that backtracks without end would hang this test."""
    literal = next(iter(needed(source)), "")
    for filling in (
        "a",
        " ",
        "(",
        "a b ",
        "\n",
        "x.y ",
        "'",
        "\\n",
        "select a from b ",
    ):
        text = (literal + filling * 4_000)[:24_000] + literal
        pattern(source).search(text, text.lower())
