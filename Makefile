# The habits of this house. `make` or `make help` lists them.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet
# How many tests run at once, and what pytest is told besides: make test ARGS="-k overdue"
WORKERS ?= auto
ARGS ?=
WHEELHOUSE ?= dist/wheelhouse

# What Python has compiled once is kept, whatever the shell says: every start is shorter by it.
unexport PYTHONDONTWRITEBYTECODE

# A stamp carries the digest of its lock: what has not changed is not installed again.
stamp = $(VENV)/.$(1)-$(shell cat requirements/$(1).lock pyproject.toml | cksum | cut -d' ' -f1)
RUNTIME := $(call stamp,runtime)
TEST := $(call stamp,test)

.DEFAULT_GOAL := help
.PHONY: help run test test-all sure lint format types migrate seed texts lock wheelhouse bench screenshots pictures lighthouse browser programs samples

help: ## List the habits
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | \
	  while IFS='|' read -r name what; do printf '  make %-12s %s\n' "$$name" "$$what"; done

run: $(RUNTIME) ## Install, fill an empty database with the demonstration, serve on http://127.0.0.1:8000
	@PLAN_APP_DEMO=$${PLAN_APP_DEMO-1} exec $(BIN)/plan-app run seed_plan.yaml

test: $(TEST) browser programs ## Run the tests on SQLite and PostgreSQL, with a browser
	@$(call tests,not slow,)

test-all: $(TEST) browser programs ## Run the slow tests too, with coverage of the rules by their own tests
	@$(call tests,,--cov --cov-report=)
	@$(BIN)/coverage report

sure: lint types test ## Everything that must hold before a change is handed in

lint: $(TEST) ## Check format, code and templates
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/djlint plan_app/templates --lint --quiet

format: $(TEST) ## Bring the code into the house's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types: $(TEST) ## Check the types
	@$(BIN)/mypy

migrate: $(RUNTIME) ## Make the folders, create the database or bring it up to date
	@$(BIN)/plan-app init

seed: $(RUNTIME) ## Compare seed_plan.yaml with the database; make seed ARGS=--apply applies it
	@$(BIN)/plan-app seed seed_plan.yaml $(ARGS)

texts: $(TEST) ## Renew the file of the English sentences: new ones are added empty, unused ones go
	@$(BIN)/python -m tests.meta.texts

lock: $(TEST) ## Renew requirements/*.lock from pyproject.toml
	@$(COMPILE) pyproject.toml --output-file requirements/runtime.lock
	@$(COMPILE) pyproject.toml --group test --output-file requirements/test.lock
	@$(BIN)/python -m pytest --quiet tests/meta/test_locks.py

wheelhouse: $(RUNTIME) ## Gather all that an installation without internet needs in dist/wheelhouse
	@rm -rf $(WHEELHOUSE) && mkdir -p $(WHEELHOUSE)
	@$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps \
	  --require-hashes --wheel-dir $(WHEELHOUSE)/wheels -r requirements/runtime.lock
	@$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps \
	  --no-build-isolation --no-index --wheel-dir $(WHEELHOUSE)/wheels .
	@cp -r seed_plan.yaml deploy docs/operations.md $(WHEELHOUSE)
	@cd $(WHEELHOUSE) && find . -type f ! -name SHA256SUMS -print0 | sort -z | \
	  xargs -0 sha256sum > SHA256SUMS
	@echo "$(WHEELHOUSE): $$(ls $(WHEELHOUSE)/wheels | wc -l) wheels, $$(du -sh $(WHEELHOUSE) | cut -f1)"

bench: $(TEST) ## Measure pages, planning and delivery at 105, 10 000 and 100 000 tasks
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: $(TEST) browser ## Renew docs/screenshots; ALL=1 OUT=folder takes every page; ARGS="--looks light dark --sizes phone tablet desktop"
	@$(BIN)/python -m tests.journeys.screenshots $(if $(ALL),--all $(or $(OUT),$(error say OUT=folder)) $(ARGS))

pictures: $(TEST) browser ## Renew the pictures of the components that the browser tests compare
	@$(BIN)/python -m tests.journeys.pictures

lighthouse: $(TEST) browser ## Let Lighthouse judge the main pages, where node is there
	@command -v npx > /dev/null || { echo "Lighthouse needs node: sudo apt install nodejs npm" >&2; exit 1; }
	@$(BIN)/python -m tests.journeys.lighthouse

samples: $(TEST) ## Renew docs/samples: a report and a letter of each kind, from the demonstration
	@$(BIN)/python -m tests.document_samples docs/samples

COMPILE = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
  --no-strip-extras --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# Journeys share one office, so one worker makes them all. They need a browser. Without one they are left out with a word, but never under CI.
define tests
journeys=""; command -v chromium > /dev/null && command -v pdftotext > /dev/null || journeys="--ignore=tests/journeys"; \
programs=""; command -v soffice > /dev/null || programs="--ignore=tests/programs"; \
command -v khal > /dev/null || programs="$$programs --ignore=tests/programs/test_agenda.py"; \
$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(2) -m "$(1)" $$journeys $$programs $(ARGS)
endef

browser:
	@command -v chromium > /dev/null && command -v pdftotext > /dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core poppler-utils; \
	  else \
	    echo "The journeys need Chromium: sudo apt install chromium poppler-utils. They are left out now." >&2; \
	    [ "$$CI" != true ]; \
	  fi; }

# The same for the checks that open files in the program of an office, and a calendar in another one.
programs:
	@command -v soffice > /dev/null && command -v pdftotext > /dev/null && command -v khal > /dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    apt-get update -qq && apt-get install -qq -y --no-install-recommends libreoffice-calc-nogui libreoffice-writer-nogui poppler-utils fonts-liberation khal; \
	  else \
	    echo "Some checks need LibreOffice and khal: sudo apt install libreoffice-calc libreoffice-writer poppler-utils khal. They are left out now." >&2; \
	    [ "$$CI" != true ]; \
	  fi; }

# A lock names everything, so pip has nothing to resolve: asked to, an older pip takes a
# newer coverage[toml] than the coverage that is pinned, and stops.
$(RUNTIME):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, for example: make PYTHON=python3.12 run")'
	@echo "Installing what plan-app needs into $(VENV) (only now) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --no-deps --require-hashes -r requirements/runtime.lock
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@rm -f $(VENV)/.runtime-* && touch $@

$(TEST): | $(RUNTIME)
	@echo "Installing what the tests need into $(VENV) (only now) …"
	@$(PIP) --no-deps --require-hashes -r requirements/test.lock
	@rm -f $(VENV)/.test-* && touch $@
