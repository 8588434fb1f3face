"""A response that tells a password, its hash, or another secret."""

from collections.abc import Iterator

from mcp_server.diagnosis import probes
from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, RequestRecord

HANDS_OUT = ("token", "login", "auth", "session", "key", "secret")
"""Paths whose purpose it is."""
FIX = "Give the endpoint a response_model without it, such as UserPublic."


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each endpoint that does, once, with the keys."""
    found: dict[str, tuple[RequestRecord, list[str]]] = {}
    for one in evidence.requests:
        keys = [key for key in one.secrets if _is_leak(one, key)]
        if keys and one.status is not None and one.status < 300:
            found.setdefault(probes.target(one), (one, keys))
    for target, (one, keys) in found.items():
        yield Sighting(
            file=one.file,
            line=one.line,
            message=f"The response of {target} contains {', '.join(keys)}.",
            fix=FIX,
            severity="error" if probes.uses_sql(evidence) else "info",
        )


def _is_leak(one: RequestRecord, key: str) -> bool:
    """What is created may be shown once: an API key, the token of an invitation."""
    if "pass" in key.lower() or "hash" in key.lower():
        return True
    return one.method == "GET" and not any(part in one.path for part in HANDS_OUT)
