# `make run` and `make test` build what they need; only Python 3.11 or newer, make and git are assumed.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
STAMP := .venv/.ready
# Matrices here are small: a second thread for one gains little, and threads of several processes wait for each other.
export OPENBLAS_NUM_THREADS := 1
# Two browsers with a server each: a page mostly waits for itself.
BROWSER_TESTS := $(BIN)/python -m pytest -q -n 2 tests/browser

.PHONY: run setup test check lint quick unit browser format translations clean
.DEFAULT_GOAL := run

run: setup
	$(BIN)/streamlit run app.py --server.port $(PORT)

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Quick: no browser, few of the tests that open pages, no slow recomputations. The type check runs beside the tests.
check: setup
	@$(MAKE) --no-print-directory -j2 lint quick

quick: setup
	$(BIN)/dashboard check --quiet
	$(BIN)/python -m pytest -q -n auto --dist loadgroup -m "not thorough" --ignore=tests/browser

# Everything. The browser is found or installed first; without one this fails, it never skips.
test: setup
	$(BIN)/python tests/browser/find_browser.py
	@$(MAKE) --no-print-directory -j2 lint unit
	$(BROWSER_TESTS)

unit: setup
	$(BIN)/dashboard check --quiet
	$(BIN)/python -m pytest -q -n auto --dist loadgroup --ignore=tests/browser

browser: setup
	$(BIN)/python tests/browser/find_browser.py
	$(BROWSER_TESTS)

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Collect message ids from code, tables and registries into every language's catalogue.
translations: setup
	$(BIN)/python -m dashboard.locales.collect

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
