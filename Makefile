# The documented doors of the project. Everything is installed in .venv; Node comes from PyPI, never from the machine.

SHELL := /bin/bash
.DEFAULT_GOAL := help
# The system's own Python first: it is built with its compiler's optimisations by profile, which a hand-built one often
# is not, and takes a fifth to a half less time for the same work.
SYSTEM_PYTHON := /usr/bin/python3
PYTHON ?= $(shell $(SYSTEM_PYTHON) -c 'import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $(SYSTEM_PYTHON) || echo python3)
BIN := .venv/bin
WEB := agent_desktop/web
PROVIDER := tests/openid_provider
WEB_SOURCES := $(shell find $(WEB) -path $(WEB)/node_modules -prune -o -path $(WEB)/dist -prune -o -type f -print 2>/dev/null)
DATA ?= var
LEAVE_OUT ?=
# A center starts some hundred times in the tests: compiling its modules anew would add 0.4 s to each start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install run asterisk test check check-text check-text-beside check-all check-tests prove sim bench newcomer

help: ## Show the doors
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | while IFS= read -r line; do \
		printf '  make %-10s %s\n' "$${line%%:*}" "$${line#*## }"; done

install: .venv/.installed $(WEB)/dist/index.html ## Install what running needs, in .venv

run: install ## Start the center (no root, no server to install)
	@exec $(BIN)/cic up --data $(DATA)

asterisk: install ## Install a real Asterisk in a folder of its own and start it (needs root); then make run
	@$(BIN)/cic asterisk up --data $(DATA)

test: .venv/.tested $(WEB)/dist/index.html $(PROVIDER)/node_modules/.installed ## Install what testing needs (needs root for Asterisk, SIPp, Chromium) and prove everything
	@$(BIN)/python -m tests.real_parts --leave-out "$(LEAVE_OUT)"
	@$(MAKE) --no-print-directory --jobs=2 check-text-beside check-all

check: .venv/.tested $(WEB)/dist/index.html ## Format, lint, types, architecture rules and fast tests, about three minutes
	@$(MAKE) --no-print-directory --output-sync=target --jobs=2 check-text check-tests

check-text:
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent check

# Beside the tests, which leave the machine time; told once it is over, so that it stands between no dots.
check-text-beside:
	@nice $(MAKE) --no-print-directory check-text >.venv/check-text.log 2>&1 || { cat .venv/check-text.log; exit 1; }

check-all:
	@CIC_LEAVE_OUT="$(LEAVE_OUT)" $(BIN)/pytest -n 3 --dist loadscope --no-loadscope-reorder

check-tests:
	@$(BIN)/pytest -m "unit or property or contract or architecture or simulation"

prove: test ## The long proof: more seeds, kills and cuts, minutes of bad input, and a newcomer's first hour in an empty Debian 12
	@CIC_PROVE=1 $(BIN)/pytest -m "simulation or property or theory"
	@CIC_PROVE=1 $(BIN)/pytest tests/fuzz tests/e2e/test_engine_kills.py tests/e2e/test_telephony_storm.py \
		tests/e2e/test_desktop_day.py tests/e2e/asterisk/test_parking.py
	@$(MAKE) newcomer

sim: .venv/.tested ## Simulate days with faults: SEED=7 tells one as a story, SEEDS=0-999 only what goes wrong
	@$(BIN)/python -m tests.simulation.story $(if $(SEEDS),--seeds $(SEEDS),--seed $(or $(SEED),1))

bench: .venv/.tested ## Measure: figures for docs/performance.md; callers in a flow, calls beside app_queue (needs root, 20 minutes, an idle machine)
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.desktops --write
	@$(BIN)/python -m tests.bench.boards --write
	@$(BIN)/python -m tests.bench.ivr --write
	@$(BIN)/python -m tests.bench.calls --write

newcomer: ## Both commands in an empty Debian 12 folder made by debootstrap (needs root)
	@bash tests/newcomer.sh

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Making .venv"
	@$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | .venv/bin/pip
	@echo "Installing Python packages and Node into .venv (about a minute the first time)"
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[build]'
	@touch $@

.venv/.tested: pyproject.toml .venv/.installed
	@echo "Installing test packages into .venv"
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[build,test]'
	@touch $@

$(WEB)/node_modules/.installed: $(WEB)/package-lock.json .venv/.installed
	@echo "Installing the desktop's packages"
	@cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --loglevel=error --no-audit --no-fund
	@touch $@

$(PROVIDER)/node_modules/.installed: $(PROVIDER)/package-lock.json .venv/.installed
	@echo "Installing the OpenID provider that tests sign in at"
	@cd $(PROVIDER) && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --loglevel=error --no-audit --no-fund
	@touch $@

$(WEB)/dist/index.html: $(WEB_SOURCES) $(WEB)/node_modules/.installed
	@echo "Building the desktop"
	@cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build
	@touch $@
