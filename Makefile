# Everything runs in .venv, which the first target that needs it creates.
.DEFAULT_GOAL := help
.PHONY: help run test check format lock package screenshots benchmarks fuzz clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: ## set up what is missing and open the workbench on the demo provider
	@packaging/setup.sh run
	@.venv/bin/authbench

test: ## set up what is missing, then lint, type-check and run every test
	@packaging/setup.sh test
	@packaging/check.sh
	@packaging/test.sh

check: ## lint, types, formatting and import contracts
	@packaging/setup.sh test
	@packaging/check.sh

format: ## format and fix what the linter can fix
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

lock: ## resolve the dependencies anew into packaging/*.lock (needs uv)
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --extra gui pyproject.toml \
	  -o packaging/requirements.lock --custom-compile-command "make lock"
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --extra gui --group dev pyproject.toml \
	  -o packaging/requirements-dev.lock --custom-compile-command "make lock"

package: ## build the one-folder application into dist/
	@packaging/setup.sh test
	.venv/bin/python packaging/build_app.py

screenshots: ## take the README's screenshots from the real window
	@packaging/setup.sh test
	.venv/bin/python packaging/screenshots.py

benchmarks: ## measure against the budgets and print the ratios
	@packaging/setup.sh test
	.venv/bin/python benchmarks/run.py

fuzz: ## compare random Ruby programs with a real Ruby (CASES=20000, SEED=number of the first)
	@packaging/setup.sh test
	@.venv/bin/python tests/support/ruby_fuzz.py --cases $(or $(CASES),20000) $(if $(SEED),--first $(SEED))

clean: ## remove what was built or installed here
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/e2e/openid_provider/node_modules \
	  tests/core/journal/exports/har_tools/node_modules tests/core/journal/flow/exports/mermaid_tools/node_modules
