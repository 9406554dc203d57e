# Waymark. `make serve` and `make test` are all that a fresh clone needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8000

.PHONY: help serve build check test test-quick browser postgresql load nu lighthouse soak bench lint lock release clean

help: ## List what make can do
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sort | awk 'BEGIN {FS = ":.*?## "} {printf "  make %-12s %s\n", $$1, $$2}'

# The environment is made anew only when a lock file changes.
$(VENV)/.build: requirements/build.lock pyproject.toml tools/install.sh
	@PYTHON="$(PYTHON)" tools/install.sh build
$(VENV)/.test: requirements/test.lock $(VENV)/.build
	@PYTHON="$(PYTHON)" tools/install.sh test

serve: $(VENV)/.build ## Build the hub, serve it at http://127.0.0.1:8000 (PORT=… changes it), show what is saved
	@$(PY) -m waymark serve --port $(PORT)

build: $(VENV)/.build ## Build what changed
	@$(PY) -m waymark build

check: $(VENV)/.build ## Check all content: path:line: what, what to do
	@$(PY) -m waymark check

release: $(VENV)/.build ## Build only what editors have checked; refuses while crisis help is unchecked
	@$(PY) -m waymark build --release

lint: $(VENV)/.test ## Style, and imports that go one way
	@$(VENV)/bin/ruff check --quiet waymark site_api tests
	@$(VENV)/bin/lint-imports --no-cache

test: $(VENV)/.test browser postgresql lint ## Everything: units, contracts, a real build, real browser journeys
	@tools/run_tests.sh $(PY)

test-quick: $(VENV)/.test ## Without the browser
	@$(PY) -m pytest -q -m "not soak and not bench" --ignore tests/browser

browser: ## Make sure that there is a Chromium
	@tools/ensure_chromium.sh

postgresql: ## Make sure that there is a PostgreSQL for the tests
	@tools/ensure_postgresql.sh

nu: ## Make sure that there is the Nu HTML checker for the long proofs
	@tools/ensure_nu.sh

soak: $(VENV)/.test browser postgresql nu ## Long proofs
	@$(PY) -m pytest -q -m soak

load: ## Make sure that there is wrk, which sends requests for the figures
	@tools/ensure_wrk.sh

lighthouse: ## Make sure that there is a Lighthouse for the figures
	@tools/ensure_lighthouse.sh

bench: $(VENV)/.test browser load lighthouse ## Figures, as ratios in one run
	@$(PY) -m pytest -q -s -m bench

lock: $(VENV)/.test ## Pin all dependencies anew
	@PYTHON="$(PYTHON)" tools/lock.sh

clean: ## Remove builds and counts of this machine
	rm -rf build var
