"""What the tests of folders share."""

from pathlib import Path

import pytest
from tests.scaffold.folder.generating import generate


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    generate(folder)
    return folder
