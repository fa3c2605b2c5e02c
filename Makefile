# make check is the whole gate.
PYTHON ?= python

.PHONY: check lint format test bench web web-check

check: lint web-check test

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

# The web client: what is committed in the package is what its source builds to. Needs Node.js.
web-check:
	cd web && npm ci && npm run check

web:
	cd web && npm ci && npm run build
