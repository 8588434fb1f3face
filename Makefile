# Every target sets up what it needs: `make demo` and `make test` work in a fresh clone.
# uv is used when it is there; otherwise venv and pip of PYTHON (3.11 or later).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(shell command -v uv 2>/dev/null)
PROCESSES ?= auto
N ?= 100
SEED ?= 0

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format format-check lint types readme bench bench-endurance bench-check bench-scaffold bench-scaffold-speed snapshots eval-reports fit-reports rules lock build clean problems

help:  ## Say what the targets do
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 24

setup: $(STAMP)  ## Make .venv with everything in requirements.lock and this package

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed: make PYTHON=python3.12 ..."; exit 1; }
ifdef UV
	uv venv --quiet --clear --python $(PYTHON) $(VENV)
	uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $@

demo: setup  ## Scaffold, validate and explain over MCP, as a client would
	$(BIN)/python scripts/demo.py

test: setup  ## Run the tests
	$(BIN)/python -m pytest -n $(PROCESSES)

check: format-check lint types test  ## Everything that CI checks

format: setup  ## Format the code and sort imports
	$(BIN)/ruff check --fix-only --select I .
	$(BIN)/ruff format .

format-check: setup
	$(BIN)/ruff format --check .

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

readme: setup  ## Write the outputs of the commands in README.md anew
	$(BIN)/python tests/readme.py

bench: setup  ## Measure what a run in the sandbox costs; writes BENCHMARKS.md
	$(BIN)/python tests/bench/sandbox.py

bench-endurance: setup  ## Measure what a thousand runs leave behind; writes BENCHMARKS.md
	$(BIN)/python tests/bench/endurance.py

bench-check: setup  ## Measure the static rules beside ruff; writes BENCHMARKS.md
	$(BIN)/python tests/bench/checking.py

bench-scaffold: setup  ## Judge N random projects from SEED on; writes BENCHMARKS.md
	$(BIN)/python tests/bench/scaffold.py -n $(N) --seed $(SEED)

bench-scaffold-speed: setup  ## Measure how fast a project is made and proven; writes BENCHMARKS.md
	$(BIN)/python tests/bench/scaffold_speed.py

snapshots: setup  ## Generate the projects under tests/scaffold/snapshots anew
	$(BIN)/python tests/scaffold/snapshot.py

eval-reports: setup  ## Answer labelled reports: make eval-reports REPORTS=file.jsonl
	@$(BIN)/python -m tests.bench.reports $(REPORTS)

fit-reports: setup  ## Fit the weights of the diagnosis to REPORTS, and print them
	@$(BIN)/python -m tests.bench.weights $(REPORTS)

rules: setup  ## Write references/rules.md from the rules
	$(BIN)/python tests/rules_page.py

problems: setup  ## Write the quick table of references/database-problems.md anew
	$(BIN)/python tests/problems_page.py

lock:  ## Write requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" \
		--group dev --group build pyproject.toml -o requirements.lock

build: setup  ## Build the wheel and the source distribution into dist/
	$(BIN)/python -m hatchling build

clean:  ## Remove what the other targets made
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
