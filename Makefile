# The tasks of this project. `make` alone lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup live lab test test-all check bench help

setup: .venv/ready  ## make .venv and install the kit into it

.venv/ready: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

live: setup  ## open a room: the service, the screen, the console (ARGS="--seats 18")
	$(BIN)/workshop live $(ARGS)

lab: setup  ## the self-paced notebooks, alone on your machine
	$(BIN)/workshop lab $(ARGS)

test: .venv/ready-dev  ## the tests, in real browsers too: about a quarter of an hour
	$(BIN)/python tests/get_debian.py
	$(BIN)/python tests/run_notebooks.py
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder -m "not long" $(ARGS)

test-all: .venv/ready-dev  ## every test, the long ones too
	$(BIN)/python tests/get_debian.py
	$(BIN)/python tests/run_notebooks.py
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/ready-dev  ## lint and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

bench: .venv/ready-dev  ## how fast, beside what
	$(BIN)/python -m benchmarks

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10
