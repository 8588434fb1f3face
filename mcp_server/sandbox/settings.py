"""What the user of this process has decided; never set by what a model sends."""

unsandboxed_allowed = False
"""Run programs in an ordinary process, without any wall."""


def allow_unsandboxed() -> None:
    """Run without walls from now on: every result says so."""
    global unsandboxed_allowed
    unsandboxed_allowed = True
