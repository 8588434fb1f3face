"""The same probes as users who are not root: one who is nobody special, and nobody.

The rest of this folder runs as whoever runs the tests; in CI that is root.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ORDINARY, ROOT = 20_001, 0
CANNOT = 77
"""As in `as_another_user.py`."""

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become others; this user has run it all"
)


@pytest.mark.parametrize(
    ("user", "files", "at_least"),
    [
        pytest.param(
            ORDINARY,
            ("probes", "reach"),
            250,
            id="an ordinary user",
        ),
        # Root's snippets run as nobody where nobody can read the interpreter.
        pytest.param(ROOT, ("reach",), 10, id="nobody, by root"),
    ],
)
def test_the_probes_reach_nothing_either(
    user: int, files: tuple[str, ...], at_least: int
) -> None:
    with tempfile.TemporaryDirectory(prefix="sqlmodel-production-user-") as base:
        os.chown(base, user, user)
        done = subprocess.run(
            [
                *(sys.executable, str(HERE / "as_another_user.py"), str(user)),
                *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0"),
                *("--basetemp", f"{base}/pytest", "-k", "not namespaces"),
                *(str(HERE / f"test_escape_{name}.py") for name in files),
            ],
            cwd=HERE.parents[2],
            env={
                "PATH": os.environ["PATH"],
                "HOME": base,
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    if done.returncode == CANNOT:
        pytest.skip(done.stderr.strip())
    passed = re.search(r"(\d+) passed", done.stdout)
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr
    assert passed and int(passed[1]) >= at_least
