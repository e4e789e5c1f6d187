# Needs only python3 (3.11 or newer), pip and make. Everything is installed into .venv, from requirements.lock.

# The newest of 3.13, 3.12, 3.11 that really runs (some shims only print an error), else python3. Or: make PYTHON=…
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
		&& { echo "$$python"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin

export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench spark lock clean distclean

help:  ## list what make can do
	@sed -n 's/^\([a-z]*\):.*##/\1:/p' Makefile | awk -F ':  *' '{ printf "  make %-10s %s\n", $$1, $$2 }'

setup: $(VENV)/installed  ## install the locked dependencies and the project into .venv

# pip checks every file against the hashes of the lock. A Python whose venv has no pip to give (Debian's without
# python3-venv) lends the new environment its own.
$(VENV)/locked: requirements.lock requirements-en.lock
	@python="$(PYTHON)"; \
	fail() { echo "make: $$1" >&2; exit 1; }; \
	[ -n "$$python" ] || fail "no Python 3.11 or newer found; name one: make PYTHON=/path/to/python3"; \
	echo "Installing into $(VENV) with $$("$$python" --version), once; this takes a minute or two"; \
	"$$python" -m venv --clear $(VENV) >/dev/null 2>&1 || "$$python" -m venv --clear --without-pip $(VENV) \
		|| fail "$$python cannot make a virtual environment (Debian, Ubuntu: apt-get install python3-venv)"; \
	pip="$(BIN)/python -m pip"; \
	$$pip --version >/dev/null 2>&1 || pip="$$python -m pip --python $(BIN)/python"; \
	$$pip --version >/dev/null 2>&1 || fail "$$python has no pip (Debian, Ubuntu: apt-get install python3-venv)"; \
	echo "$$pip" > $(VENV)/pip; \
	$$pip install -qq --require-hashes -r requirements.lock && \
	$$pip install -qq --require-hashes --no-deps -r requirements-en.lock
	@touch $@

$(VENV)/installed: $(VENV)/locked pyproject.toml pipeline/__init__.py
	@$$(cat $(VENV)/pip) install -qq --no-deps --no-build-isolation -e .
	@touch $@

demo: setup  ## annotate the corpus into outputs/demo
	$(BIN)/polyphonie run corpus/raw --metadata corpus/index.jsonl --out outputs/demo

test: lint  ## check the code, then run every test
	$(BIN)/python -m pytest

lint: setup  ## style, order of the layers, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/basedpyright --pythonpath $(BIN)/python

bench: setup  ## measure ratios: the whole product against the bare model, cost by component, growth, large tables
	$(BIN)/python benchmarks/whole.py corpus/raw
	$(BIN)/python benchmarks/components.py corpus/raw
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/reading.py

# Without build isolation the build of Spark's source package, too, uses only what the lock files pin.
spark: setup  ## install Spark and a Java into .venv too (430 MB to fetch), for its tests and to try --engine spark
	$$(cat $(VENV)/pip) install -qq --require-hashes --no-deps --no-build-isolation -r requirements-spark.lock

lock: setup  ## resolve the dependencies anew into requirements.lock (UPGRADE=--upgrade for newer versions)
	$$(cat $(VENV)/pip) install -qq 'uv>=0.9'
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' $(UPGRADE) --quiet --output-file requirements.lock

clean:  ## remove what tests, builds and the demo left
	rm -rf outputs/demo build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find pipeline tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

distclean: clean  ## and the installed environment
	rm -rf $(VENV)
