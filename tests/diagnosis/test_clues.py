"""What counts as written by a program, and what as told by a person."""

import pytest
from mcp_server.diagnosis.symptom.clues import Text


@pytest.mark.parametrize(
    "text",
    [
        "sqlalchemy.exc.NoResultFound: No row was found when one was required",
        "Traceback (most recent call last):\n  ...\nKeyError: 'id'",
        "it broke:\n  sqlalchemy.exc.MissingGreenlet\n",
        "(Background on this error at: https://sqlalche.me/e/20/gkpj)",
        "fails [SQL: INSERT INTO hero (name) VALUES (?)]",
    ],
)
def test_a_program_wrote_it(text: str) -> None:
    assert Text(text).is_machine_text


@pytest.mark.parametrize(
    "text",
    [
        "reading hero.team in the test body raises DetachedInstanceError",
        "Sporadic OperationalError from MySQL when two merges run at once",
        "commit fails now and then",
    ],
)
def test_a_person_wrote_it(text: str) -> None:
    assert not Text(text).is_machine_text
