"""Texts of troubles that are not of the database layer, or not of the program at all.

They speak for "no known problem": a text about them shares words with the problems.
"""

import re

ELSEWHERE = re.compile(
    r"""\bCORS\b|Access-Control-Allow|preflight
    | \b422\b|Unprocessable|RequestValidationError|value_error\.missing
    | \bWinError\b|_posixshmem|proactor_events
    | uvicorn[^\n]{0,60}--reload|watchfiles|Error\ loading\ ASGI
    | could\ not\ import\ module
    | socket\.io|websockets?\b
    | OAuth2|\bJWT\b|\btokens?\ (?:expired|invalid)|bcrypt|passlib
    | (?:connection|connect)[^\n]{0,80}refused|\bECONNREFUSED\b|Errno\ 111\b
    | could\ not\ translate\ host\ name|name\ or\ service\ not\ known|getaddrinfo
    | (?:database|role)\ "[^"\n]*"\ does\ not\ exist|unknown\ database
    | InvalidCatalogName|InvalidAuthorization|\.s\.PGSQL\.\d+
    | password\ authentication\ failed|no\ password\ supplied|no\ pg_hba\.conf
    | access\ denied\ for\ user|permission\ denied
    | readonly\ database|unable\ to\ open\ database\ file|disk\ (?:is\ )?(?:full|image)
    | No\ space\ left|syntax\ error|error\ in\ your\ SQL\ syntax
    | check\ constraint|violates\ check
    | \b(?:mypy|pyright|pylance)\b|type\ ?checkers?\b|reportGeneral|\bno\ overload\b
    | docker:\ |ImagePullBackOff|port\ is\ already\ allocated|address\ already\ in\ use
    | python-multipart|Jinja2?Templates|StaticFiles|UploadFile|\bform\ data\b
    | \b40[1345]\ (?:Not|Unauth|Met|Forb)|\bUnauthori[sz]ed\b|\bForbidden\b|\b413\b
    | \bBad\ Gateway\b|\broot_path\b|Cloudflare|\bCDN\b|\bcertificate\b|\bredirects?\ to
    | Error\ response\ from\ daemon|Dockerfile|docker\ image|exec\ format\ error
    | \.env\ file|BaseSettings|\bREADME\b|\bdark\ mode\b|\bside\ ?bar\b|\bCSS\b
    | poetry\ lock|resolve\ dependenc|ResolutionImpossible|[Vv]ersion\ solving
    | building\ wheel|no\ matching\ distribution|missing\ stubs|import\ order
    | \bTypeScript\b|\bnpm\b|node_modules|\bvite\b|\bReact\b|openapi[ -]generator
    | autocompletion|intellisense|\bVS\ ?Code\b|\bPyCharm\b
    | uvicorn\ (?:hot\ )?reload|celery\ beat|rabbitmq|\bSMTP\b|letsencrypt|traefik
    | \bOpenAPI\ (?:document|client|schema)\b|\brate\ ?limiter|slash\ commands?
    | \bredis\b[^\n]{0,60}\b(?:pool|connections?|cache|limiter)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def marks(text: str) -> int:
    """How many different marks of other well-known troubles the text has."""
    return len({found[0].lower() for found in ELSEWHERE.finditer(text)})
