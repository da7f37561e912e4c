# Every target sets up what it needs, once. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
PYTHON_oldest ?= $(PYTHON)
PYTHON_newest ?= $(PYTHON)
PORT ?= 4010
PRISM_PORT ?= 4011
JOBS ?= 2
BIN := .venv/bin
VENV := .venv/.ready
NODE := node_modules/.ready
BENCH_NODE := tests/bench/node_modules/.ready
RECIPES := docs/recipes/node_modules/.ready
CODEGEN := tests/codegen/node_modules/.ready
PACKAGES := mock_server generated_client
SUITE := tests/contract
ENDS := oldest newest
# Installs into the environment $(1). uv (UV=…) takes a tenth of pip's time; it does not read pip's configuration.
INSTALL = $(if $(UV),$(UV) pip install --python $(1)/bin/python,$(1)/bin/pip install --disable-pip-version-check) --quiet
# The locks hold all but rfc3987-syntax: jsonschema imports it where it is there, which takes two seconds of each process.
LOCKED = $(INSTALL) --require-hashes --no-deps --only-binary :all: -r
LINKED = $(INSTALL) --no-deps --no-build-isolation
ENDS_TESTS := tests/mock_server/test_app.py tests/mock_server/server/test_protocol.py tests/mock_server/server/test_extension.py \
  tests/mock_server/openapi/test_request_body.py tests/generated_client/test_client.py \
  $(patsubst %,tests/generated_client/test_%.py,deadlines effects errors event_loops options proxies tls)
# Folders other than this one have no .npmrc, and an audit asks the registry once more.
NPM = npm ci --silent --no-audit
SOURCES := openapi release mock_server generated_client tests docs

.PHONY: help setup mock cluster prism test releases contract workflow codegen mutants bench lint diff release format client docs site lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV) $(NODE) ## Install everything, pinned, into .venv and node_modules

mock: $(VENV) ## Serve the mock on http://127.0.0.1:4010/api (PORT=… for another port)
	@exec $(BIN)/thulium-mock serve --port $(PORT) --log

cluster: $(VENV) ## Serve two replicas of the mock on one PostgreSQL behind nginx, below /thulium (PORT=…)
	@exec $(BIN)/python -m tests.cluster --port $(PORT)

prism: $(NODE) ## Serve the same document with Prism on http://127.0.0.1:4011 (PRISM_PORT=…)
	@NODE_OPTIONS=--max-http-header-size=131072 exec npx --no-install prism mock --port $(PRISM_PORT) openapi/openapi.yaml

test: setup $(RECIPES) $(CODEGEN) ## Run every test, two files at a time (JOBS=…, ARGS=… for pytest)
	@$(BIN)/python -m tests --jobs $(JOBS) $(ARGS)

releases: $(ENDS:%=releases-%) ## Test with the oldest and the newest releases that the packages allow

$(ENDS:%=releases-%): releases-%: .venv-%/.ready
	@.venv-$*/bin/python --version && .venv-$*/bin/python -m pytest -q $(ENDS_TESTS)

contract: $(VENV) ## Check a server against the contract (BASE_URL=…; without it, our mock; ARGS=…)
	@$(BIN)/python -m tests.contract $(BASE_URL) $(ARGS)

workflow: setup ## Run the document's workflows on our mock and Prism, or on a server (BASE_URL=…)
	@$(BIN)/python -m tests.workflows $(BASE_URL) $(ARGS)

codegen: setup $(CODEGEN) ## Generate clients with other tools, and try them on our mock (ARGS=… for one)
	@$(BIN)/python -m tests.codegen $(ARGS)

mutants: setup ## Show that the contract suite finds seeded defects (ARGS=…)
	@$(BIN)/python -m tests.mutants --json dist/mutants.json --html dist/mutants.html $(ARGS)

bench: setup $(BENCH_NODE) ## Measure the mock and the client beside others (ARGS=--quick for a look)
	@$(BIN)/python -m tests.bench --json dist/benchmarks.json $(ARGS)

lint: setup ## Check document, code, types and imports; writes nothing
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python openapi/lint.py
	@$(BIN)/python openapi/diff.py
	@$(BIN)/ruff check $(SOURCES) && $(BIN)/ruff format --check $(SOURCES) || { echo "Run make format." >&2; exit 1; }
	@$(BIN)/mypy
	@npx --no-install pyright --pythonpath $(BIN)/python
	@$(BIN)/lint-imports --no-cache --no-logo

diff: $(VENV) ## Tell what changed in the document, whom that breaks, and which version follows (BASE=…)
	@$(BIN)/python openapi/diff.py $(BASE)

release: lint ## Check that all agrees on VERSION=…, and build it into dist; publishes nothing (ARGS=--preview)
	@$(BIN)/python openapi/tables.py --check
	@$(BIN)/python -m release $(or $(VERSION),$(error VERSION=… is missing)) $(ARGS)

format: $(VENV) ## Mend the style of the code, and name what is left
	@$(BIN)/ruff check --fix-only --quiet $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)
	@$(BIN)/ruff check $(SOURCES)

client: $(VENV) ## Generate the client's generated layer from the document
	@$(BIN)/python generated_client/generate.py

docs: $(VENV) ## Write the docs' tables, and the packages' copies of document and licence
	@$(BIN)/python openapi/tables.py
	@for copy in mock_server/thulium_mock tests/contract/src/thulium_contract; do cp openapi/openapi.yaml $$copy/; done
	@for package in $(PACKAGES) $(SUITE); do cp LICENSE $$package/; done

site: setup ## Write the documentation as a site to dist/site
	@$(BIN)/python docs/site/build.py

lock: ## Pin all Python and npm packages anew
	@$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" --output-file requirements.txt \
	  --no-emit-package rfc3987-syntax --no-emit-package lark \
	  requirements.in $(PACKAGES:%=%/pyproject.toml) $(SUITE)/pyproject.toml
	@for end in $(ENDS); do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make lock" --output-file tests/releases/$$end.txt \
	    --resolution $$([ $$end = oldest ] && echo lowest-direct || echo highest) \
	    tests/releases/requirements.in $(PACKAGES:%=%/pyproject.toml) || exit 1; done
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" --constraints requirements.txt \
	  --output-file tests/codegen/requirements.txt tests/codegen/requirements.in
	@npm install --package-lock-only
	@for folder in tests/bench tests/codegen docs/recipes; do \
	  npm install --package-lock-only --omit-lockfile-registry-resolved --prefix $$folder || exit 1; done

clean: ## Remove what the other targets made
	rm -rf .venv $(ENDS:%=.venv-%) node_modules tests/bench/node_modules tests/codegen/node_modules docs/recipes/node_modules dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis

$(VENV): requirements.txt $(PACKAGES:%=%/pyproject.toml) $(SUITE)/pyproject.toml
	@echo "Setting up .venv (once, about half a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: set PYTHON=…")'
	@$(PYTHON) -m venv --clear .venv
	@$(call LOCKED,.venv) requirements.txt
	@$(call LINKED,.venv) $(patsubst %,-e ./%,$(PACKAGES) $(SUITE))
	@touch $@

.venv-%/.ready: tests/releases/%.txt $(PACKAGES:%=%/pyproject.toml)
	@echo "Setting up .venv-$* (once, about half a minute)"
	@$(PYTHON_$*) -m venv --clear .venv-$*
	@$(call LOCKED,.venv-$*) $<
	@$(call LINKED,.venv-$*) $(PACKAGES:%=-e ./%)
	@touch $@

$(NODE): package-lock.json
	@echo "Setting up node_modules (once, about half a minute)"
	@$(NPM) || { echo "npm ci failed: if package.json was changed, run make lock." >&2; exit 1; }
	@touch $@

$(RECIPES): docs/recipes/package-lock.json
	@echo "Setting up the tools of the recipes (once, about half a minute)"
	@$(NPM) --prefix docs/recipes
	@touch $@

$(CODEGEN): tests/codegen/package-lock.json tests/codegen/requirements.txt $(VENV)
	@echo "Setting up the generators of clients (once, about half a minute)"
	@$(NPM) --prefix tests/codegen
	@$(call LOCKED,.venv) tests/codegen/requirements.txt
	@touch $@

# What only the benchmark needs. Without it, the benchmark says so and goes on.
$(BENCH_NODE): tests/bench/package-lock.json
	@echo "Setting up the other mocks (once)"
	@$(NPM) --prefix tests/bench && touch $@ || echo "WireMock and Mockoon could not be installed" >&2
