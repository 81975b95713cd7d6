# Every target prepares what it needs: a machine with Python 3.11 or newer and make is enough.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check lint rules reference check-rules check-rules-short bench crash soak fuzz-http clean

# The first of these that is Python 3.11 or newer, unless PYTHON names one.
CANDIDATES := python3 python3.11 python3.12 python3.13 python3.14 python
IS_RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in $(CANDIDATES); do $$p -c '$(IS_RECENT)' 2>/dev/null && echo $$p && break; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
# What builds a distribution is pinned too: this one, and those that come as source only.
INSTALL := $(PIP) install --constraint constraints.txt --build-constraint constraints.txt
RUN_READY := .venv/.ready-to-run
TEST_READY := .venv/.ready-to-test
RECORD := .venv/rules.json
PEERS := .venv/peers
PEERS_READY := $(PEERS)/.ready

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' Makefile

run: $(RUN_READY) ## compose, send and deliver the examples through a real local SMTP server
	$(BIN)/compose-core demo

test: $(TEST_READY) ## run the tests, with branch coverage of the core
	$(BIN)/python -m pytest --numprocesses=auto --cov --rules-record=$(RECORD)
	$(BIN)/python tools/rules_page.py --check $(RECORD)

rules: $(TEST_READY) ## write docs/reference/rules.md from tests that run
	$(BIN)/python -m pytest --numprocesses=auto --rules-record=$(RECORD)
	$(BIN)/python tools/rules_page.py $(RECORD)

reference: $(TEST_READY) ## write the other pages of docs/reference from the code
	$(BIN)/python tools/reference_pages.py

check: lint test ## everything that must hold before a change is taken: lint, then test

lint: $(TEST_READY) ## judge format, style, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-rules: $(TEST_READY) ## break every rule, one at a time, and see the tests catch it
	$(BIN)/python tools/check_rules.py

check-rules-short: $(TEST_READY) ## break as many rules as two minutes allow, others each day
	$(BIN)/python tools/check_rules.py --seconds 120

bench: $(TEST_READY) $(PEERS_READY) ## measure against peers and hand-made floors
	@missed=; for bench in tests/benchmarks/bench_*.py; do \
		PYTHONPATH=$(PEERS) $(BIN)/python $$bench || missed="$$missed $$bench"; \
	done; test -z "$$missed" || { echo "a bound is not kept in:$$missed" >&2; exit 1; }

crash: $(TEST_READY) ## kill the processes at full size: nothing lost, nothing unexpected
	$(BIN)/python -m pytest -m crash --scale full -s

soak: $(TEST_READY) ## run the simulated histories at full size
	$(BIN)/python -m pytest -m soak --scale full -s

fuzz-http: $(TEST_READY) ## send generated requests at full size
	$(BIN)/python -m pytest -m fuzz_http --scale full -s

clean: ## remove the environment and every cache
	rm -rf .venv .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist

$(RUN_READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "compose-core needs Python 3.11 or newer, and none of these is: $(CANDIDATES). Name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c '$(IS_RECENT)' || { echo "compose-core needs Python 3.11 or newer, and $(PYTHON) is not." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: install its venv package (python3-venv on Debian)." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) install --constraint constraints.txt pip
	$(INSTALL) --editable '.[demo]'
	@touch $@

$(TEST_READY): $(RUN_READY)
	$(INSTALL) --editable '.[all]' --group dev
	@touch $@

$(PEERS_READY): tests/benchmarks/requirements.txt $(TEST_READY)
	$(PIP) install --upgrade --target $(PEERS) --requirement tests/benchmarks/requirements.txt
	@touch $@
