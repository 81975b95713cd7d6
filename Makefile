# Every target prepares what it needs: a machine with Python 3.11 or newer and make is enough.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check lint rules reference check-rules check-rules-short lock dist bench crash soak fuzz-http
.PHONY: permissions trace clean

# The first of these that is Python 3.11 or newer, unless PYTHON names one.
CANDIDATES := python3 python3.11 python3.12 python3.13 python3.14 python
IS_RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in $(CANDIDATES); do $$p -c '$(IS_RECENT)' 2>/dev/null && echo $$p && break; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
# Whatever comes over the network is what requirements/*.txt has the hash of, also what builds the
# distributions that come as source only: it is installed before them.
INSTALL := $(PIP) install --require-hashes --no-build-isolation
# What builds this project is installed by then.
INSTALL_PROJECT := $(PIP) install --no-deps --no-build-isolation --editable .
RUN_READY := .venv/.ready-to-run
TEST_READY := .venv/.ready-to-test
RECORD := .venv/rules.json
TOOLS := .venv/tools
TOOLS_READY := $(TOOLS)/.ready
# One resolution for every platform and Python; constraints.txt says the versions.
LOCK := $(TOOLS)/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-config --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock'
LOCK_PROJECT := $(LOCK) --constraint constraints.txt pyproject.toml
# What runs in production; the demo and the tools for tests are left out.
DEPLOYED := --extra sql --extra postgresql --extra smtp --extra html --extra http --extra cli
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

reference: $(TEST_READY) ## write the other pages of docs/reference, and docs/pictures, from the code
	$(BIN)/python tools/reference_pages.py
	$(BIN)/python tools/pictures.py

trace: $(TEST_READY) ## count the files that a send and a delivery enter
	$(BIN)/python tools/trace_send.py

check: lint test ## everything that must hold before a change is taken: lint, then test

lint: $(TEST_READY) ## judge format, style, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-rules: $(TEST_READY) ## break every rule, one at a time, and see the tests catch it
	$(BIN)/python tools/check_rules.py

check-rules-short: $(TEST_READY) ## the same after `make test`: no test runs unbroken once more
	$(BIN)/python tools/check_rules.py --after-tests

lock: $(TOOLS_READY) ## write requirements/*.txt, with hashes, from pyproject.toml and constraints.txt
	$(LOCK) --constraint constraints.txt requirements/installers.in --group build --output-file requirements/build.txt
	$(LOCK_PROJECT) --extra demo --output-file requirements/run.txt
	$(LOCK_PROJECT) --extra all --group dev --output-file requirements/test.txt
	$(LOCK_PROJECT) $(DEPLOYED) --output-file requirements/deploy.txt
	$(LOCK) requirements/tools.in --output-file requirements/tools.txt

dist: $(TOOLS_READY) ## build the distributions, with a bill of materials (CycloneDX)
	rm -rf dist
	$(BIN)/python -m hatchling build --directory dist
	$(TOOLS)/bin/python -W ignore -m cyclonedx_py requirements requirements/deploy.txt --pyproject pyproject.toml --mc-type library \
		--output-reproducible --output-format JSON --output-file dist/compose-core.cdx.json

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

permissions: $(TEST_READY) ## judge the whole product of permissions and visibility
	$(BIN)/python -m pytest --numprocesses=auto -m permissions --scale full

clean: ## remove the environment and every cache
	rm -rf .venv .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist

$(RUN_READY): pyproject.toml requirements/build.txt requirements/run.txt
	@test -n "$(PYTHON)" || { echo "compose-core needs Python 3.11 or newer, and none of these is: $(CANDIDATES). Name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c '$(IS_RECENT)' || { echo "compose-core needs Python 3.11 or newer, and $(PYTHON) is not." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: install its venv package (python3-venv on Debian)." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(INSTALL) --requirement requirements/build.txt
	$(INSTALL) --requirement requirements/run.txt
	$(INSTALL_PROJECT)
	@touch $@

$(TEST_READY): $(RUN_READY) requirements/test.txt
	$(INSTALL) --requirement requirements/test.txt
	@touch $@

$(TOOLS_READY): requirements/tools.txt $(RUN_READY)
	$(BIN)/python -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip --quiet --disable-pip-version-check --no-input install --require-hashes --only-binary :all: \
		--requirement requirements/tools.txt
	@touch $@

$(PEERS_READY): tests/benchmarks/requirements.txt $(TEST_READY)
	$(PIP) install --upgrade --target $(PEERS) --requirement tests/benchmarks/requirements.txt
	@touch $@
