"""The command line. The only package that imports typer and rich."""

import sys


def main(arguments: list[str] | None = None) -> None:
    """Run one command.

    What a linter has found in files that have not changed since is repeated from its
    cache: only then nothing else is imported, which would take longer than the check.
    """
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["check"]:
        from mcp_server.cli.cache import repeated

        answer = repeated(given[1:])
        if answer is not None:
            sys.stdout.write(answer.output)
            sys.exit(answer.exit_code)
    from mcp_server.cli.commands import run

    run(arguments)
