# Needs make and a python3 of 3.11 or later; everything else goes into .venv. `make help` lists the targets.

PYTHON := .venv/bin/python
INSTALL := $(PYTHON) -m pip install --quiet --no-input --disable-pip-version-check
LOCK := uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --no-header --quiet
# What is only imported where the settings ask for it: in the image and for the tests, not in `make demo`.
SEEING := --extra tracing --extra sentry
# As pip does for every other package: an editable one is left to be compiled by each start that may not write here.
COMPILE := -m compileall -q src

# Stamps: an installation is repeated only when its lock or the package's own data has changed.
RUN := .venv/.installed-run
DEV := .venv/.installed-dev
PEERS := .venv-peers/.installed

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format lint types imports score pages peers lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: $(DEV) ## make .venv with everything that working on Svodka needs

demo: $(RUN) ## start the bot with a Telegram of its own in the browser (ARGS="--port 9000")
	@.venv/bin/svodka demo $(ARGS)

test: $(DEV) ## run the tests (ARGS="tests/cli -k table")
	@$(PYTHON) -m pytest -n auto --dist loadgroup $(ARGS)

check: format lint types imports test ## format, lint, types, imports and tests: what a change must pass

format: $(DEV) ## is the code formatted?
	$(PYTHON) -m ruff format --check .

lint: $(DEV) ## ruff's rules
	$(PYTHON) -m ruff check .

types: $(DEV) ## mypy, strict
	$(PYTHON) -m mypy

imports: $(DEV) ## does each room import only what it may?
	.venv/bin/lint-imports

score: $(DEV) ## score the reader on files made with the truth beside them (ARGS="--seed 7")
	@$(PYTHON) -m tests.corpus.score $(ARGS)

pages: $(DEV) ## renew the reference pages that are made from the code
	$(PYTHON) scripts/reference_pages.py

peers: $(PEERS) ## make .venv-peers: Svodka beside what benchmarks/ measures it against

lock: ## renew requirements/ from pyproject.toml (needs uv; UPGRADE=--upgrade for newer versions)
	$(LOCK) $(UPGRADE) --group build -o requirements/run.txt
	$(LOCK) $(UPGRADE) --group build $(SEEING) -o requirements/image.txt
	$(LOCK) $(UPGRADE) --group build $(SEEING) --group dev -o requirements/dev.txt
	$(LOCK) $(UPGRADE) --group build --group peers -o requirements/peers.txt

clean: ## remove .venv and caches
	rm -rf .venv .venv-peers .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The lock for work holds all of the lock for running, so one installation serves both stamps.
$(DEV): requirements/dev.txt pyproject.toml scripts/venv.sh
	@scripts/venv.sh
	@echo "Installing everything into .venv: this takes a minute or two, once."
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-build-isolation --no-deps -e .
	@$(PYTHON) $(COMPILE)
	@touch $(RUN) $(DEV)

$(RUN): requirements/run.txt pyproject.toml scripts/venv.sh
	@scripts/venv.sh
	@echo "Installing Svodka into .venv: this takes a minute, once."
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@$(INSTALL) --no-build-isolation --no-deps -e .
	@$(PYTHON) $(COMPILE)
	@touch $(RUN)

$(PEERS): requirements/peers.txt pyproject.toml
	@python3 -m venv --clear .venv-peers
	@echo "Installing what benchmarks/ measures against into .venv-peers: this takes some minutes, once."
	@.venv-peers/bin/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes -r $<
	@.venv-peers/bin/python -m pip install --quiet --no-input --disable-pip-version-check --no-build-isolation --no-deps -e .
	@.venv-peers/bin/python $(COMPILE)
	@touch $@
