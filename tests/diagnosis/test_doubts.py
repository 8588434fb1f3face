"""What speaks for no problem of these."""

from mcp_server.diagnosis.symptom.clues import Text
from mcp_server.diagnosis.symptom.ranking import doubts, nothing

STRANGE = "nothing to do with databases"
ELSEWHERE = "something else"


def test_a_text_without_a_word_of_data_is_stranger_than_one_with_such() -> None:
    about_a_query = doubts(Text("the query is slow"))
    about_data = doubts(Text("the endpoint answers with an old timestamp"))
    about_neither = doubts(Text("the sidebar hides the title"))

    assert about_a_query[STRANGE] == 0
    assert 0 < about_data[STRANGE] < about_neither[STRANGE]


def test_two_marks_of_other_troubles_speak_louder_than_one() -> None:
    one = Text("no types with mypy")
    two = Text("no types with mypy and npm")

    assert doubts(one)[ELSEWHERE] == 1
    assert nothing(one) < nothing(two)


def test_a_log_has_marks_of_many_troubles_and_they_count_as_one() -> None:
    log = Text("npm ERR!\nCORS\nValueError: too long")

    assert doubts(log)[f"{ELSEWHERE} in machine text"] == 1
    assert ELSEWHERE not in doubts(log)
