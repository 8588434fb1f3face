"""An endpoint answers with a secret.

## What it does
Finds endpoints whose response is a model with a field such as `password`,
`hashed_password`, `secret_key` or `api_key`.

## Why is this bad
Whoever may call the endpoint gets the secret; a hash can be attacked at leisure. It
also ends up in logs, caches and browsers.

## Example
```python
from fastapi import FastAPI
from sqlmodel import SQLModel


class UserPublic(SQLModel):
    name: str
    hashed_password: str


app = FastAPI()


@app.get("/user")
def read_user() -> UserPublic:
    return UserPublic(name="Ada", hashed_password="...")
```

## Use instead
```python
from fastapi import FastAPI
from sqlmodel import SQLModel


class UserPublic(SQLModel):
    name: str


app = FastAPI()


@app.get("/user")
def read_user() -> UserPublic:
    return UserPublic(name="Ada")
```

## When it does not apply
The field is excluded (`exclude=True`, `response_model_exclude`) or of a type that hides
its value (`SecretStr`). A key that is shown once when it is made: secrets other than
passwords in the answer of a POST, PUT or PATCH, and endpoints whose path or name speaks
of tokens, keys, secrets or logins, are left alone.
"""

import re
from collections.abc import Iterator

from mcp_server.rules.annotations import alternatives, named
from mcp_server.rules.inference import annotated
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.routes import Route, routes
from mcp_server.rules.rule import Violation

CODE = "SQM028"
SEVERITY = "error"
CATEGORY = "security"
PROBLEM = "secret-in-response"
FIX = None
PASSWORD = re.compile(
    r"^((user|plain|raw|hashed|encrypted)_)?(password|passwd)(_hash|_digest|_salt)?$"
    r"|^hashed_(pw|pass)$"
)
SECRET = re.compile(
    r"^(api_secret|client_secret|secret|secret_key|private_key|api_key|otp_secret"
    r"|totp_secret|(password_)?reset_token)$"
)
MEANT = re.compile(r"token|secret|key|login|auth|otp|2fa|mfa|credential")
"""In the path or name of endpoints whose answer is the secret."""
EXCLUDES = {"response_model_exclude", "response_model_include"}
SHOWS_ONCE = {"post", "put", "patch"}


def check(module: Module) -> Iterator[Violation]:
    """Responses with a field that nobody should see."""
    for route in routes(module):
        if EXCLUDES & {one.arg for one in route.decorator.keywords}:
            continue
        held = annotated(module, route.response)
        model = held.model if held and held.kind in ("row", "rows") else None
        for member in model.fields.values() if model else ():
            if model and _is_shown(route, model, member):
                yield Violation(
                    node=route.response or route.function,
                    message=f"{route.function.name} answers with "
                    f"{model.name}.{member.name}.",
                    remedy=f"Answer with a model that has no {member.name}.",
                )


def _is_shown(route: Route, model: Model, member: Member) -> bool:
    if not (PASSWORD.match(member.name) or SECRET.match(member.name)):
        return False
    if member.argument("exclude") is not None or member.is_open:
        return False
    types = alternatives(model.module, member.node.annotation)
    if not all(named(model.module, one) in ("str", "bytes") for one in types):
        return False
    return bool(types and (PASSWORD.match(member.name) or not _is_meant(route)))


def _is_meant(route: Route) -> bool:
    said = f"{route.path or ''} {route.function.name}".lower()
    return route.method in SHOWS_ONCE or bool(MEANT.search(said))
