# Everything a newcomer needs. Bare `make` lists the targets.

LOCAL  := .local
PYTHON ?= python3
RUN    := $(LOCAL)/venv/bin
TOGETHER := --numprocesses=3 --dist=loadfile --no-loadscope-reorder

export PYTHONPYCACHEPREFIX := $(CURDIR)/$(LOCAL)/cache/python
# Kept there, code is compiled once and not by every process anew, whatever the caller's settings say.
unexport PYTHONDONTWRITEBYTECODE
export RUFF_CACHE_DIR      := $(CURDIR)/$(LOCAL)/cache/ruff
export DENO_DIR            := $(CURDIR)/$(LOCAL)/deno
export DENO_NO_UPDATE_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test check generate bench up down clean set-up lock

help:  ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: set-up  ## test the demo shop and show its bugs as they are found; or any site: make demo URL=https://... MINUTES=5
	@$(RUN)/deffatest demo $(if $(URL),--url '$(URL)') $(if $(MINUTES),--minutes '$(MINUTES)')

test: set-up  ## run every test, in three processes; some of them, in one: make test ONLY=tests/unit
	@$(RUN)/python -m pytest $(or $(ONLY),$(TOGETHER)) || { [ $$? = 1 ] && [ -z '$(ONLY)' ] && \
	  echo "What failed beside other tests is tried once more, alone; what fails there too has failed." && \
	  $(RUN)/python -m pytest --last-failed --last-failed-no-failures=none; }
	@$(if $(ONLY),,$(RUN)/deno test --allow-all --frozen --quiet stack supabase/functions)

check: set-up  ## format, lint, types, SQL advisors, generated files up to date
	@$(RUN)/python -m scripts.check

generate: set-up  ## write supabase/current, the database's types, the API's description and the generated pages of docs anew
	@$(RUN)/python -m scripts.database
	@$(RUN)/python -m scripts.operations_page
	@$(RUN)/python -m scripts.access_page
	@$(RUN)/python -m scripts.api_pages

bench: set-up  ## measure recall, speed and memory on the demo shop, the queue against its peers, realtime; one: make bench ONLY=queue
	@$(RUN)/python -m benchmarks $(ONLY)

up: set-up  ## start the local Supabase and leave it running
	@$(RUN)/deffatest stack up

down:  ## stop the local Supabase; its data is kept
	@if [ -x $(RUN)/deffatest ]; then $(RUN)/deffatest stack down; fi

clean: down  ## stop the local Supabase and delete everything local, its data too
	@$(PYTHON) scripts/clean.py

set-up:  ## install what is missing (every other target does it first)
	@command -v $(PYTHON) >/dev/null || { echo "set-up: $(PYTHON) is missing. Install Python 3.11 or newer: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) scripts/set_up

lock: set-up  ## write requirements.lock and package-lock.json anew from what pyproject.toml and package.json ask for
	@$(RUN)/python -m scripts.lock
