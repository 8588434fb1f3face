"""The name of a project whose source names none."""

import re

from mcp_server.scaffold.spec import ProjectSpec, read_spec

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


def named_after(spec: ProjectSpec, folder: str) -> ProjectSpec:
    """The specification under the name of its folder, if it has none of its own."""
    name = folder.lower().replace("_", "-").replace(".", "-")
    if "name" in spec.model_fields_set or not NAME.fullmatch(name):
        return spec
    return with_options(spec, {}, name)


def with_options(
    spec: ProjectSpec, options: object, name: str | None = None
) -> ProjectSpec:
    """The specification with other options, and another name if one is sent.

    Raises:
        InvalidSpec: an option is unknown, or cannot be what was sent.
    """
    data = spec.model_dump(mode="json", exclude_defaults=True)
    if isinstance(options, dict):
        options = {**data.get("options", {}), **options}
    changes = {"options": options} | ({"name": name} if name else {})
    return read_spec({**data, **changes})
