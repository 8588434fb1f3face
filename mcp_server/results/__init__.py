"""The shared vocabulary: what goes into a run, what was seen, what is answered."""

from mcp_server.results.answers import (
    Check,
    Checkup,
    Diagnosis,
    Explanation,
    Finding,
    Outcome,
    Proof,
    Reproduction,
    Scaffold,
    SnippetError,
    StatementGroup,
    StatementSummary,
    Stopped,
    Validation,
)
from mcp_server.results.base import (
    Input,
    Severity,
    Status,
    Value,
)
from mcp_server.results.evidence import (
    Evidence,
    RaisedError,
    SandboxLevel,
    Usage,
)
from mcp_server.results.known import (
    Expected,
    MeasuredProof,
    Problem,
    Signatures,
)
from mcp_server.results.records import (
    Phase,
    PlanRecord,
    Record,
    RequestRecord,
    StatementRecord,
    TableRecord,
    WarningRecord,
)
from mcp_server.results.runs import (
    Limits,
    Program,
)

__all__ = [
    "Check",
    "Checkup",
    "Diagnosis",
    "Evidence",
    "Expected",
    "Explanation",
    "Finding",
    "HttpRequest",
    "Input",
    "Limits",
    "MeasuredProof",
    "Outcome",
    "Phase",
    "PlanRecord",
    "Problem",
    "Program",
    "Proof",
    "RaisedError",
    "Record",
    "Reproduction",
    "RequestRecord",
    "SandboxLevel",
    "Scaffold",
    "Severity",
    "Signatures",
    "SnippetError",
    "StatementGroup",
    "StatementRecord",
    "StatementSummary",
    "Status",
    "Stopped",
    "TableRecord",
    "Usage",
    "Validation",
    "Value",
    "WarningRecord",
]
