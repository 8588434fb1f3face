"""A password stands in the source.

## What it does
Finds texts that are the URL of a database server with a password in it.

## Why is this bad
Whoever can read the repository, an image or a traceback can log in, and changing the
password means a release. Read the URL from the environment.

## Example
```python
DATABASE_URL = "postgresql+psycopg://shop:tr0ub4dor@db.shop.net/shop"
```

## Use instead
```python
import os

DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite:///shop.db")
```

## When it does not apply
Databases of the own machine or of a compose file (`localhost`, a name without a dot),
hosts made for examples, and what is plainly no secret: the password is the user's name,
the database's or a word like `password` or `example`. Tests are not looked at.
"""

import ast
import re
from collections.abc import Iterator

from mcp_server.rules.engines import Url, parsed
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation

CODE = "SQM055"
SEVERITY = "warning"
CATEGORY = "security"
PROBLEM = None
FIX = None
SERVER = re.compile(r"(postgres|mysql|mariadb|mssql|oracle|cockroachdb|redshift)")
PLAIN = re.compile(
    r"[{}<>\[\]$%*()]|pass|pwd|\bpw\b|secret|change|example|test|dummy|fake|your|xxx"
    r"|root|admin|postgres|mysql|demo|dev|local|\.\.\.|^\w{0,3}$",
    re.IGNORECASE,
)
EXAMPLES = re.compile(
    r"^(127\.|0\.0\.0\.0|host\.|server\.|hostname\.)|example|test|[{<$%]"
    r"|\.(local|internal|invalid|localhost|lan)$",
    re.IGNORECASE,
)


def check(module: Module) -> Iterator[Violation]:
    """Literal URLs with a password, outside tests and docstrings."""
    if "://" not in module.source or module.is_test:
        return
    for node in module.nodes(ast.Constant):
        if isinstance(node.value, str) and SERVER.match(node.value):
            url = parsed(node.value)
            if url and not isinstance(module.parent(node), ast.Expr) and _leaks(url):
                yield _violation(node, url)


def _leaks(url: Url) -> bool:
    """A password that seems real, for a host that others can reach."""
    if not url.password or "." not in url.host or EXAMPLES.search(url.host):
        return False
    names = {url.user, url.database.lower(), url.backend}
    return url.password not in names and not PLAIN.search(url.password)


def _violation(node: ast.expr, url: Url) -> Violation:
    return Violation(
        node=node,
        message=f"The password of {url.user} at {url.host} stands in the source.",
        remedy="Read the URL from the environment, and change the password.",
    )
