PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-postgres check chaos bench bench-long bench-synapse messages mission

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

setup: .venv/.ready  ## create .venv, install everything, compile the catalogs
	@$(BIN)/python -m servanda.locale.catalog compile

demo: setup  ## two linked agencies with a living sample, in the browser (at other ports: make demo PORT=8100)
	$(BIN)/servanda demo $(if $(PORT),--port $(PORT))

test: setup  ## run every test (installs Chromium and PostgreSQL when missing)
	@tools/system-packages
	$(BIN)/pytest -n 2

test-postgres: setup  ## run every test on PostgreSQL, and the long ones of several servers
	@tools/system-packages
	$(BIN)/pytest -n 2 --engine postgresql

check: setup  ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fuzz: setup  ## send the peers' door anything for a long while (N=20000 recipes, each time others)
	SERVANDA_FUZZ=$(or $(N),20000) $(BIN)/pytest -q tests/exchange/test_fuzzing.py

chaos: setup  ## break what can break, from a seed (SEED=7, SEEDS=1-500, MODE=served, BREAK=no_gap)
	$(BIN)/python -m tests.chaos.run $(or $(SEEDS),$(SEED),1-20) $(if $(MODE),--mode $(MODE)) $(if $(BREAK),--break $(BREAK) --stop)

bench: setup  ## measure the figures of the design
	$(BIN)/python -m bench

bench-long: setup  ## the same, with nodes that grow to a million acts (hours)
	$(BIN)/python -m bench --long

bench-synapse: setup  ## two Matrix Synapse and two Servanda nodes, measured in one run
	$(BIN)/python -m bench.synapse

messages: setup  ## collect new sentences into the catalogs and list what lacks a translation
	$(BIN)/python -m servanda.locale.catalog extract
	@$(BIN)/python -m servanda.locale.catalog missing || echo "Translate these in src/servanda/locale/."

mission: setup  ## write docs/mission.md from docs/mission.yaml and the tests
	$(BIN)/python tools/mission.py

# The stamp is written last: an installation that was cut short is done again.
.venv/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Servanda needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 setup" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot create virtual environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,dev]'
	@touch $@
