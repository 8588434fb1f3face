"""Parts of a specification in other words, read."""

from typing import Any

from mcp_server.scaffold.readers.reading import Reading, specification

POST: dict[str, Any] = {"name": "Post", "fields": [{"name": "title"}]}


USER: dict[str, Any] = {"name": "User", "fields": [{"name": "email", "type": "email"}]}


def field(**sent: Any) -> Reading:
    return specification({"entities": [{**POST, "fields": [{"name": "a", **sent}]}]})


def relationship(**sent: Any) -> Reading:
    ends = (
        {} if {"from", "source"} & set(sent) else {"source": "User", "target": "Post"}
    )
    kind = {} if "type" in sent else {"kind": "one-to-many"}
    sent = {**kind, **ends, **sent}
    return specification({"entities": [USER, POST], "relationships": [sent]})
