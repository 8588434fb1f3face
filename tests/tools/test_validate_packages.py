"""validate_snippet runs packages as `python -m` and as `python file` would."""

import pytest
from mcp_server.results import Validation
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

MODELS = """\
from sqlmodel import Field, SQLModel

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
"""
USE = """\
from sqlmodel import Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Hero(name="a"))
    session.commit()
    print(session.exec(select(Hero)).one().name)
"""


async def _run(entry: str, **files: str) -> Validation:
    """The files of a package `app`, by their names without `.py`."""
    texts = {f"app/{name}.py": text for name, text in files.items()}
    return await validate_snippet(files=texts, entry=entry)


def _passed(result: Validation, printed: str) -> bool:
    assert result.error is None, result.stderr
    assert (result.status, result.stderr) == ("passed", "")
    return result.stdout.splitlines() == printed.splitlines()


@pytest.mark.parametrize("package", [True, False], ids=["package", "namespace"])
@pytest.mark.parametrize(
    "line",
    [
        "from .models import Hero",
        "from . import models\nHero = models.Hero",
        "from app.models import Hero",
        "import app.models\nHero = app.models.Hero",
        "from models import Hero",
    ],
)
async def test_a_module_of_a_package_imports_its_neighbours_in_every_way(
    line: str, package: bool
) -> None:
    files = {"models": MODELS, "main": f"{line}\n{USE}"}
    result = await _run("app/main.py", **files, **({"__init__": ""} if package else {}))

    assert _passed(result, "a")


async def test_a_neighbour_that_is_not_there_is_an_error_at_its_line() -> None:
    main = "\nfrom .nowhere import Hero\n"
    result = await _run("app/main.py", main=main, models=MODELS)

    assert result.error is not None
    assert result.error.type == "ModuleNotFoundError"
    assert (result.error.file, result.error.line) == ("app/main.py", 2)


@pytest.mark.parametrize("name", ["app.main", "main"])
async def test_a_module_that_imports_the_running_one_gets_it_as_it_is(
    name: str,
) -> None:
    routes = f"from {name} import Hero\nprint(Hero.__name__)\n"
    main = (
        MODELS + "import app.routes\nimport sys\n" + f"print({name!r} in sys.modules)"
    )
    result = await _run("app/main.py", __init__="", routes=routes, main=main)

    assert _passed(result, "Hero\nTrue")


async def test_a_plain_script_is_known_under_its_own_name() -> None:
    other = (
        "import main\n\ndef count():\n    return len(main.SQLModel.metadata.tables)\n"
    )
    main = MODELS + "import other\nprint(other.count(), __name__, __package__)\n"
    files = {"main.py": main, "other.py": other}
    result = await validate_snippet(files=files, entry="main.py")

    assert _passed(result, "1 __main__ None")


async def test_an_attribute_of_the_package_is_the_running_module() -> None:
    other = "import app.main\n\ndef name():\n    return app.main.Hero.__name__\n"
    main = MODELS + "from app import other\nprint(other.name(), __package__)\n"
    result = await _run("app/main.py", __init__="", other=other, main=main)

    assert _passed(result, "Hero app")


async def test_a_package_below_a_source_folder_is_importable() -> None:
    files = {
        "src/shop/__init__.py": "",
        "src/shop/models.py": MODELS,
        "src/shop/main.py": "from .models import Hero\nimport shop.models\n" + USE,
    }
    result = await validate_snippet(files=files, entry="src/shop/main.py")

    assert _passed(result, "a")


async def test_a_package_that_imports_its_main_module_defines_its_tables_once() -> None:
    main = MODELS + "print(len(SQLModel.metadata.tables))\n"
    result = await _run("app/main.py", __init__="from .main import Hero\n", main=main)

    assert _passed(result, "1")


async def test_an_error_in_the_package_itself_has_its_file() -> None:
    result = await _run("app/main.py", __init__="1 / 0\n", main="print(1)")

    assert result.error is not None
    assert (result.error.file, result.error.line) == ("app/__init__.py", 1)
