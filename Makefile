# make check is the whole gate.
PYTHON ?= python

.PHONY: check lint format test bench

check: lint test

lint:
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	for module in $$(git ls-files '*conftest.py' 'examples/**.py'); do $(PYTHON) -m mypy $$module || exit 1; done

format:
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

test:
	$(PYTHON) -m pytest

bench:
	$(PYTHON) bench/fanout.py
