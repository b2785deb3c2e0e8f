# Every target does all of its own set-up; a machine needs Python >= 3.11, make and git.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup setup-dev up demo test lint format compile bench bench-storage lock clean
help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: .venv/.runtime ## install sorot into .venv
setup-dev: .venv/.dev ## the same with what tests and benchmarks need

up: setup ## collect real feeds and serve the dashboard on http://127.0.0.1:8050
	$(BIN)/sorot up

demo: setup ## the same on an invented news world: no internet needed
	$(BIN)/sorot demo

test: setup-dev .venv/.duckdb2 ## everything that CI checks: lint, types, architecture, tests, a real browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@sh tests/browser/ensure_chromium.sh
	@sh tests/ensure_postgres.sh
	$(BIN)/pytest -n auto --dist loadscope --no-loadscope-reorder

lint: setup-dev ## fast checks only
	$(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports

format: setup-dev ## let ruff lay out the code
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

compile: setup-dev ## reading and matching in about half the time; needs a C compiler, and again after a change of the code
	$(BIN)/python -m tools.compile

bench: compile ## speed against named peers, in one run
	$(BIN)/python -m benchmarks

bench-storage: setup-dev ## ten million articles: half an hour, 5 GB of disk; less with ARTICLES=1000000
	$(BIN)/python -m benchmarks storage --articles $(ARTICLES)
ARTICLES := 10000000

lock: setup-dev ## pin every dependency again, with hashes
	$(BIN)/python -m pip install --quiet uv
	echo 'duckdb==1.5.5' > .venv/pins.txt
	$(BIN)/uv pip compile $(LOCK) -c .venv/pins.txt -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile $(LOCK) -c requirements.lock --extra dev -o requirements-dev.lock pyproject.toml
	echo 'duckdb>=2,<2.1' | $(BIN)/uv pip compile $(LOCK) -o requirements-duckdb2.lock -
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

clean: ## remove what was installed; the data folder stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f *.so entities/*.so storage/*.so collectors/*.so collectors/text/*.so

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "sorot needs Python 3.11 or newer; '$(PYTHON)' is older. Name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

.venv/.runtime: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@ .venv/.runtime

# The other DuckDB that sorot runs on; the tests start processes with it, beside the one in .venv.
.venv/.duckdb2: requirements-duckdb2.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --upgrade \
		--target .venv/duckdb2 -r requirements-duckdb2.lock
	@touch $@
