"""Stands in for pydantic_settings, and gives settings values: there are none here.

The child has an empty environment, so that a program that asks it for its database
would end at once.
"""

import os
import re
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import BaseModel, ConfigDict

from mcp_server.observe.exercise import values
from mcp_server.observe.fragment import database
from mcp_server.observe.report import Report

ASKED = re.compile(
    r"(?:getenv|environ\.get)\(\s*[\"'](\w+)[\"']\s*\)|environ\[[\"'](\w+)[\"']\](?!\s*=)"
)
"""A variable of the environment that is read without a default."""
OF_DATABASE = re.compile(r"(?i)(?:database|db|postgres\w*|sql\w*)_?(?:ur[li]|dsn)$")
ASYNC = ("create_async_engine", "AsyncEngine")


def provide(folder: Path, report: Report) -> None:
    """Put the database's URL into the environment, if the program reads it there."""
    texts = [
        path.read_text("utf-8", "replace") for path in sorted(folder.rglob("*.py"))
    ]
    is_async = any(word in text for text in texts for word in ASYNC)
    for text in texts:
        for found in ASKED.finditer(text):
            name = found[1] or found[2]
            if OF_DATABASE.search(name) and name not in os.environ:
                os.environ[name] = database.url(is_async=is_async)
                told = f"environment: {name}={os.environ[name]}"
                report.write("assumed", text=told[:300])


def fill(module: ModuleType, report: Report) -> None:
    """Fill the stand-in of pydantic_settings."""

    class BaseSettings(BaseModel):
        model_config = ConfigDict(extra="ignore", arbitrary_types_allowed=True)

        def __init__(self, **given: Any) -> None:
            super().__init__(**{**_made_up(type(self), given, report), **given})

    vars(module).update(BaseSettings=BaseSettings, SettingsConfigDict=dict)


def _made_up(
    settings: type[BaseModel], given: dict[str, Any], report: Report
) -> dict[str, Any]:
    """From the environment, or plausible where a value is required."""
    known = {name.lower(): value for name, value in os.environ.items()}
    prefix = str(settings.model_config.get("env_prefix", "")).lower()
    found: dict[str, Any] = {}
    made: list[str] = []
    for name, field in settings.model_fields.items():
        if name in given:
            continue
        if f"{prefix}{name.lower()}" in known:
            found[name] = known[f"{prefix}{name.lower()}"]
        elif field.is_required():
            found[name] = _value(settings, name)
            made.append(name)
    if made:
        text = f"settings without a value were made up: {', '.join(made)}"
        report.write("assumed", text=text[:300])
    return found


def _value(settings: type[BaseModel], name: str) -> Any:
    if OF_DATABASE.search(name):
        return database.url(is_async=False)
    try:
        schema = settings.model_json_schema()
    except Exception:  # noqa: BLE001 - types of the program may have none
        return "value"
    return values.sample(schema["properties"].get(name, {}), schema, name.lower())
