"""The application as a whole."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.database import get_engine
from app.main import app


def test_it_starts_on_an_empty_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    get_engine.cache_clear()
    with TestClient(app) as client:
        page = client.get("/notebooks/").json()
        assert page["items"] == []
        page = client.get("/notes/").json()
        assert page["items"] == []
        assert client.get("/health").json() == {"status": "ok"}
    get_engine.cache_clear()


def test_it_documents_itself(client: TestClient) -> None:
    assert client.get("/openapi.json").status_code == 200


def test_it_says_when_the_database_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///no/such/folder.db")
    get_engine.cache_clear()
    assert TestClient(app).get("/health").status_code == 503
    get_engine.cache_clear()
