# One command each. `make demo` and `make test` need Python 3.11+ and make; Node for the client (found or brought along).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
DIALECT ?= postgres

.DEFAULT_GOAL := help
.PHONY: help setup engines tools demo test test-long test-editors lint format bench proof lock schemas vsix clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	$(PYTHON) scripts/environment.py $(VENV) --requirements requirements/runtime.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/jars.txt pyproject.toml
	$(PYTHON) scripts/environment.py $(VENV) --requirements requirements/dev.txt --without-dependencies requirements/jars.txt
	@touch $@ $(VENV)/.runtime

.tools/.done: tests/toolchain/package-lock.json scripts/tools.py
	$(PYTHON) scripts/tools.py .tools
	@touch $@

.tools/engines/.small: $(wildcard requirements/engines/*.txt) scripts/engines.py
	$(PYTHON) scripts/engines.py duckdb sqlite
	@touch $@

setup: $(VENV)/.dev .tools/.done .tools/engines/.small ## everything a contributor needs

engines: setup ## every database engine that can be installed (2.5 GB; MariaDB itself comes from the system)
	$(PYTHON) scripts/engines.py

tools: .tools/.done ## the Kotlin compiler and the type checker

demo: setup ## from an empty folder through every phase, with the real server; DIALECT=duckdb for another database
	$(BIN)/destination-writer demo --dialect $(DIALECT)

test: setup ## all tests but the long ones and those in real editors
	$(BIN)/ruff check server tests scripts
	$(BIN)/ruff format --check server tests scripts
	.tools/node_modules/.bin/pyright
	$(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not long"

test-long: setup ## the tests that take a minute each: real builds, whole connectors compiled and run
	$(PY) -m pytest -n 2 --dist loadfile -m long

test-editors: setup ## the packaged client in a real VS Code, the server in a real Neovim
	bash tests/clients/run.sh

bench: setup ## speed, as ratios against peers in the same run
	$(PY) tests/bench/run.py

proof: setup ## compile, run and compare every database's connector; writes docs/proof.md
	$(PY) scripts/proof.py

lint: setup ## ruff and pyright
	$(BIN)/ruff check server tests scripts
	.tools/node_modules/.bin/pyright

format: setup ## format and sort imports
	$(BIN)/ruff check --fix server tests scripts
	$(BIN)/ruff format server tests scripts

schemas: setup ## rewrite docs/schemas from the models
	$(PY) scripts/write_schemas.py

vsix: setup ## package the VS Code client with the server inside
	cd vscode-client && npm ci && npm run package

lock: setup ## pin the Python dependencies anew
	cd requirements && for name in runtime dev; do \
	  CUSTOM_COMPILE_COMMAND="make lock" ../$(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --allow-unsafe \
	  --output-file $$name.txt $$name.in || exit 1; done
	cd requirements/engines && for name in *.in; do \
	  CUSTOM_COMPILE_COMMAND="make lock" ../../$(BIN)/pip-compile --quiet --generate-hashes --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --allow-unsafe \
	  --output-file $${name%.in}.txt $$name || exit 1; done

clean: ## remove what the commands above made
	rm -rf $(VENV) .tools dist .pytest_cache .ruff_cache .hypothesis
