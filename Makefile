# make run and make test are the two commands; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
MONTH ?= 2019-11

.DEFAULT_GOAL := help
.PHONY: help run test check check-code bench bench-link train corpus-check sample pywb lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/run.stamp ## set up and run the census of the bundled sample month
	@$(BIN)/chaincensus run $(MONTH)

test: $(VENV)/dev.stamp ## set up and run the tests
	@$(BIN)/python -m pytest -n 3 --dist loadfile

check: check-code test ## lint, types, import contracts, tests

check-code: $(VENV)/dev.stamp ## lint, types and import contracts alone
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/dev.stamp ## speed and memory, as ratios against a peer in the same run
	@$(BIN)/python -m benchmarks

bench-link: $(VENV)/dev.stamp ## linking of 10 thousand to a million generated reports, and its growth drawn (an hour)
	@$(BIN)/python -m benchmarks.link

train: $(VENV)/run.stamp ## rebuild the model from the corpus, to the same bytes
	@$(BIN)/chaincensus train --model data/models

corpus-check: $(VENV)/run.stamp ## schema, duplicates, leakage and balance of the labelled corpus
	@$(BIN)/chaincensus corpus-check

sample: $(VENV)/run.stamp ## rebuild the sample month's web archive from its pages
	@$(BIN)/python -m flows.sample

# --no-deps: the lock is complete, and pip 23.2 fails on the extras that two packages ask of lxml in two spellings.
$(VENV)/run.stamp: locks/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("chaincensus needs Python 3.11 or newer: make run PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked packages into $(VENV) (once, about a minute)"
	@$(PIP) install --no-deps --require-hashes -r locks/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: locks/dev.txt $(VENV)/run.stamp
	@$(PIP) install --no-deps --require-hashes -r locks/dev.txt
	@touch $@

pywb: .venv-pywb/stamp ## an environment of its own for pywb, against which the Wayback listing is tested (it asks for an old redis)

.venv-pywb/stamp: locks/pywb.txt
	@$(PYTHON) -m venv .venv-pywb
	@.venv-pywb/bin/python -m pip --disable-pip-version-check -qq install --no-deps --require-hashes -r locks/pywb.txt
	@touch $@

lock: ## resolve pyproject.toml anew into the two lock files (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --group pyproject.toml:run pyproject.toml -o locks/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --group pyproject.toml:dev pyproject.toml -c locks/run.txt -o locks/dev.txt
	echo "pywb\nsetuptools<81" | uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header - -o locks/pywb.txt

clean: ## remove the environment and everything made at run time
	rm -rf $(VENV) .venv-pywb data/releases data/pages data/corpus data/trained data/census.db data/census.db-* data/prefect
