# Two commands: `make demo` and `make test`. Both set everything up by themselves; a second run is quick.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup page browser demo test check tests coverage browser-tests rehearsals soak bench lock chart clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready

# A hundred processes are started by the tests: each would compile the same modules again.
export PYTHONDONTWRITEBYTECODE :=

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(READY) page  ## the Python environment and the page's library

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it first." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11." >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q bot dialogs storage manifest
	@touch $@

page: node_modules/.ready

node_modules/.ready: package-lock.json
	@if command -v npm >/dev/null; then npm ci --no-fund --no-audit --loglevel=error && touch $@; \
	else echo "Node 18 or newer is not here: the bot works, the rehearsal page says what is missing." >&2; fi

browser: $(READY)
	@$(BIN)/python -m tests.pages.find_browser

demo: setup  ## the bot and the rehearsal room on this machine
	@exec $(BIN)/mastermind demo

# Side by side: what pip and npm bring in, then the browsers, which wait more than they compute, and the checks.
test:  ## every check
	@$(MAKE) --no-print-directory -j2 check browser-tests
	@$(MAKE) --no-print-directory tests

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A set goes round in the same order each time: no outcome hangs on chance.
tests coverage browser-tests: export PYTHONHASHSEED := 0

TESTS := $(BIN)/python -m pytest --ignore=tests/pages -n $$(( $$(nproc) + 1 )) --dist worksteal

tests: setup
	$(TESTS)

coverage: setup  ## the tests once more, with the lines they reach; counting takes twice the time, so not in `make test`
	$(TESTS) --cov --cov-report=term:skip-covered

browser-tests: setup browser
	$(BIN)/python -m pytest tests/pages -n 2 --dist worksteal

rehearsals: setup  ## every format played in whole, five times each; some minutes
	$(BIN)/python -m tests.rehearsals

soak: setup  ## a season of 200 groups with two bots, a bad channel and deaths, checked afterwards; a quarter of an hour or so
	$(BIN)/python -m tests.soak --report benchmarks/soak.md

bench: setup  ## the figures of benchmarks/results.md, measured again; ONLY=P1 for one
	$(BIN)/python -m benchmarks

lock:  ## requirements.lock made anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 \
	  --group dev pyproject.toml -o requirements.lock

chart: $(READY)  ## the state chart of the README, drawn anew from the tables
	$(BIN)/python -c "from pathlib import Path; from dialogs.sessions.chart import with_chart; \
	  readme = Path('README.md'); readme.write_text(with_chart(readme.read_text('utf-8')), 'utf-8')"

clean:  ## everything that was made, but not the data in var/
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
