"""A process that runs one program without walls, where the user has allowed it."""

import json
import os
import sys
from pathlib import Path

from mcp_server.observe.job import Job
from mcp_server.observe.program import Observed
from mcp_server.observe.report import Report


def main() -> None:
    """Run the job on standard input; leave with the code that it asks for."""
    job = json.load(sys.stdin)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    report = Report(os.open(job["report"], flags, 0o600))
    observed = Observed(Path(job["folder"]), report)
    passed = observed.run(Job.of(job["program"], job["statements_kept"]))
    sys.exit(job["exit_code"] if passed else 1)
