"""How a synchronous and an asynchronous project are written with one template."""

from typing import Any

from mcp_server.scaffold.spec import Options


def words(options: Options) -> dict[str, Any]:
    """What templates write in front of functions and calls, and around sessions.

    `{{ def }} read(...)` and `{{ await }}session.get(...)` read as the code that they
    become; `{{ awaited("session.exec(statement)") }}.all()` adds parentheses, which a
    call on the awaited result needs.
    """
    is_async = options.mode == "async"

    def awaited(call: str) -> str:
        return f"(await {call})" if is_async else call

    return {
        "is_async": is_async,
        "def": "async def" if is_async else "def",
        "await": "await " if is_async else "",
        "with": "async with" if is_async else "with",
        "awaited": awaited,
        "Session": "AsyncSession" if is_async else "Session",
        "Engine": "AsyncEngine" if is_async else "Engine",
    }
