# Two commands are all that a newcomer needs: `make demo` and `make test`.
PYTHON ?= python3
PIP := .venv/bin/pip --disable-pip-version-check --quiet
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

.PHONY: help demo test check prove faces lies cuts bench docs lock format clean

help: ## Say what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

.venv/made: 
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "passback needs Python 3.11 or newer; set PYTHON=python3.11"; exit 2; }
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@touch $@

.venv/run: requirements/run.txt pyproject.toml hatch_build.py $(wildcard src/passback/dictionary/*.px?) | .venv/made
	@echo "installing passback into .venv (once)" >&2
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@.venv/bin/python -c 'import passback.dictionary.at_once' 2>/dev/null || echo "no C compiler here: a log is read more slowly, with the same answers" >&2
	@env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m compileall -q src/passback
	@env -u PYTHONDONTWRITEBYTECODE .venv/bin/passback entries >/dev/null
	@touch $@

.venv/dev: requirements/dev.txt .venv/run
	@echo "installing what the checks and tests need into .venv (once)"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

demo: .venv/run ## Sync a practice school, explain what did not arrive, sync again
	@.venv/bin/passback demo $(ARGS)

test: .venv/dev ## Run all tests
	@.venv/bin/pytest -q --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

check: .venv/dev ## Format, lint, types, import contracts, generated files
	.venv/bin/ruff format --no-cache --check src tests tools
	.venv/bin/ruff check --no-cache src tests tools
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python tools/docs.py --check

prove: .venv/run ## Prove each message of the dictionary: refused, one value changed, accepted
	@.venv/bin/python tools/prove.py

faces: .venv/run ## Measure what passback can do about each entry of the dictionary (docs/faces.md)
	@.venv/bin/python tools/faces.py $(ARGS)
	@.venv/bin/python tools/docs.py

lies: .venv/run ## Have every practice SIS lie, and see that no lie is told as "in the SIS"
	@.venv/bin/python tools/lies.py $(ARGS)

cuts: .venv/dev ## Cut off every fix, and its way back, at every moment, and go on
	@PASSBACK_CUTS=all .venv/bin/pytest -q tests/run/test_fixing_cut_off.py $(ARGS)

.venv/bench: requirements/bench.txt .venv/dev
	@echo "installing what passback is measured beside into .venv (once)"
	@$(PIP) install --require-hashes -r requirements/bench.txt
	@touch $@

bench: .venv/bench ## Measure; every speed is a ratio taken side by side in one run
	@.venv/bin/python tools/bench.py $(ARGS)

format: .venv/dev ## Format the code and write generated files anew
	.venv/bin/ruff format src tests tools
	.venv/bin/ruff check --fix src tests tools
	.venv/bin/python tools/docs.py

docs: .venv/dev ## Build the documentation into docs/_build/html
	@.venv/bin/python tools/pages.py docs/_build/source
	@.venv/bin/sphinx-build -q -W -n --keep-going docs/_build/source docs/_build/html
	@echo "open docs/_build/html/index.html"

lock: ## Write requirements/*.txt anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra fast --group build pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra fast --group dev pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group bench -c requirements/dev.txt pyproject.toml -o requirements/bench.txt

clean: ## Remove what make made, the demo's school included
	rm -rf .venv .demo docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
