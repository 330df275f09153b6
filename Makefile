# The verbs of the project; `make help` lists them.

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
RUN := $(VENV)/bin/python
FIND_PYTHON := deploy/find-python

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/runtime ## start the site, with everything that it needs
	@exec $(RUN) -m newsblog

test: $(VENV)/development ## run the whole suite, on the embedded PostgreSQL and on an external one
	@$(RUN) -m tests.run

lighthouse: $(VENV)/development ## measure the main pages on a phone with Lighthouse
	@$(RUN) -m tests.lighthouse

measure-search: $(VENV)/development ## recall, size and time of the search (ARTICLES=100000)
	@$(RUN) -m tests.load.search

bench: $(VENV)/development ## how fast the site is beside what is possible (ARTICLES=1000; needs wrk)
	@$(RUN) -m tests.load.bench

check: $(VENV)/development ## lint, formats, types, layers, migrations, translations
	@$(RUN) -m tests.check

format: $(VENV)/development ## format the code and the templates
	@$(VENV)/bin/ruff check --fix-only --quiet .
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/djade --target-version 6.0 $$(git ls-files 'templates/*.html')

messages: $(VENV)/development ## collect the texts to translate, and compile the translations (needs gettext)
	@$(RUN) -m tests.manage makemessages --locale zh_Hans --no-wrap --add-location file --no-obsolete --ignore .venv --ignore var --ignore tests
	@$(RUN) newsblog/locale/traditional.py
	@$(RUN) -m tests.manage compilemessages --verbosity 0 --ignore .venv

requirements: $(VENV)/development ## compile the requirements from pyproject.toml
	@$(RUN) -m pip install --quiet uv
	@$(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make requirements" pyproject.toml -o requirements.txt
	@$(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make requirements" --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## remove the environment (the site's data in var/ stays)
	rm -rf $(VENV)

$(VENV)/bin/pip:
	@python=$$($(FIND_PYTHON)) && echo "Environment: $$python" && "$$python" -m venv $(VENV)

# A stamp is written only after its packages are in, so that an interrupted start goes on where it was.
$(VENV)/runtime: requirements.txt $(VENV)/bin/pip
	@echo "Installing packages ..."
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt $(VENV)/runtime
	@echo "Installing packages for tests and checks ..."
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: help run test lighthouse measure-search bench check format messages requirements clean
