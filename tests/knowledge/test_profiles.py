"""The words of a problem, weighed all together."""

from mcp_server.knowledge.profiles import Profiles

PROFILES = Profiles(
    {
        "slow": ["the list is slow", "hundreds of queries for a list"],
        "locked": ["the file is locked", "two writers wait for the file"],
    }
)


def test_words_of_several_phrases_tell_of_their_problem() -> None:
    scores = PROFILES.scores(["locked", "writers"])

    assert scores["locked"] > 0 > scores["slow"]


def test_words_that_no_problem_has_tell_nothing() -> None:
    assert PROFILES.scores(["banana"]) == {}
    assert PROFILES.scores(["locked", "banana"]) == PROFILES.scores(["locked"])
