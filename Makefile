# The commands of the project; `make help` lists them. The work is done in tools/, one topic a file.
.DEFAULT_GOAL := help
.PHONY: help setup run test e2e lint bench clean
BIN := .venv/bin
# The first Python that is new enough, or the end with a line that says what to install.
with_python = @python=$$(sh tools/find_python.sh) && exec "$$python"

help: ## this list
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## /  make \1	/'

setup: ## environment, dependencies, front-end files, fonts, system libraries; nothing when nothing changed
	$(with_python) tools/setup.py

run: ## set up, then serve with demo data on http://127.0.0.1:8000 (PORT, DEMO_PASSWORD)
	$(with_python) tools/serve.py

test: ## set up, then the whole test suite on both engines
	$(with_python) tools/test.py

e2e: ## only the end-to-end journeys in Chromium
	$(with_python) tools/test.py --e2e

lint: ## ruff, mypy and the import contracts
	$(with_python) tools/lint.py

bench: ## measure the main pages on both engines, write benchmarks/results/latest.json
	$(with_python) tools/setup.py --dev
	@$(BIN)/python -m benchmarks

clean: ## remove everything that `make setup` made; the data in instance/ stays
	rm -rf .venv node_modules app/static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
