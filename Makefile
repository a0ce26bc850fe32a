# What people do with this repository. `make help` lists it.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCKS := .ci/requirements
SOURCES := $(shell find web/frontend/src -type f 2>/dev/null) \
	web/frontend/package-lock.json web/frontend/hatch_build.py
# A lock names every file by its hash; nothing else is installed.
INSTALL = $(PIP) install --require-hashes --progress-bar on
EDITABLE = $(PIP) install --no-deps --no-build-isolation --no-index --quiet

.DEFAULT_GOAL := help
.PHONY: help run test check bench services format lock clean

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

run: .venv/installed ## set up what is missing and serve with demo data on http://127.0.0.1:8000
	@$(BIN)/gridflow run-demo

test: .venv/testing services ## run every test, on SQLite and on MariaDB
	$(BIN)/pytest -n 2 $(ARGS)

check: .venv/testing services ## formatting, style, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 $(ARGS)

bench: .venv/testing services ## measure, print a table, write bench.json
	$(BIN)/python -m tests.benchmarks $(ARGS)

services:
	@.ci/services

format: .venv/testing ## put the sources into the one layout
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## work the locks out again from pyproject.toml (needs the network)
	$(PYTHON) -m venv var/lock
	var/lock/bin/pip install --quiet uv
	@for set in "run --extra build" "dev --extra build --extra test --extra dev"; do \
		name=$${set%% *}; echo "$(LOCKS)/$$name.lock"; \
		var/lock/bin/uv pip compile pyproject.toml $${set#* } --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
			--output-file $(LOCKS)/$$name.lock --quiet; \
	done
	cd web/frontend && npm install --package-lock-only --ignore-scripts

clean: ## remove what was built; the data in var/ stays
	rm -rf .venv web/frontend/node_modules web/static/dist dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else 0'
	@echo "== environment in .venv"
	$(PYTHON) -m venv .venv

.venv/packages: $(LOCKS)/run.lock | .venv/bin/python
	@echo "== packages"
	$(INSTALL) -r $(LOCKS)/run.lock
	@touch $@

.venv/installed: .venv/packages pyproject.toml $(SOURCES)
	@echo "== GridFlow and its front end"
	@$(BIN)/python web/frontend/hatch_build.py
	$(EDITABLE) --editable .
	@touch $@

.venv/testing: $(LOCKS)/dev.lock .venv/installed
	@echo "== packages for tests and checks"
	$(INSTALL) -r $(LOCKS)/dev.lock
	@touch $@
