"""A program that runs the tests of many folders quickly."""

# Runs pytest in a fork for each folder, so that the imports are paid for once.
WARM = """
import os
import sys

import fastapi.testclient
import pytest
import sqlmodel

for number, tests in enumerate(sys.argv[1:]):
    if not (child := os.fork()):
        os.chdir(str(number))
        sys.path.insert(0, os.getcwd())
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        options = ["-x", "--tb=no", "-p", "no:cacheprovider"]
        os._exit(pytest.main([*options, *tests.split()]))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
