# Every task of the project has one door here; `make help` lists them.
# Needed beforehand: git, make and Python 3.11 or newer with its venv module.

PYTHON ?= python3
VENV ?= .venv
JOBS ?= 2

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
SAY := @printf '==> %s\n'

# Stamps: what has been set up. An environment that was moved with its folder, or whose Python has
# gone, is made afresh.
MADE := $(VENV)/.made
CORE := $(VENV)/.core
DEV := $(VENV)/.dev
STALE := $(if $(wildcard $(MADE)),$(shell grep -qxF "$(CURDIR)" $(MADE) && $(BIN)/python -V >/dev/null 2>&1 || echo stale))

DEMO := src/surae/app/sample_athlete/files
DEMO_OUT := build/demo
DEMO_PERSON := --height 1.68 --mass 61.5 --age 34 --sex female

# The tool that writes the pin files; it is not a dependency of the project.
UV := uv==0.13.9
PIN := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet \
	--custom-compile-command "make constraints" $(UPGRADE)

unexport PYTHONPATH PYTHONHOME
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test lint types contracts tests format bench validate calibrate check-population atlas sbc shares recovery nuts soak evidence anatomy sample screenshots crowd constraints clean stale

help: ## list the doors
	@echo "Doors (make DOOR):"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r door what; do \
		printf '  %-18s %s\n' "$$door" "$$what"; done
	@echo "Another Python: make clean, then make DOOR PYTHON=python3.12"

demo: $(CORE) ## answer the question for the sample athlete and write a report
	$(SAY) "Reading the sample athlete in $(DEMO) and forecasting"
	@$(BIN)/surae answer $(DEMO) $(DEMO_PERSON) --out $(DEMO_OUT)

test: lint types contracts tests ## everything that has to pass: lint, types, contracts, tests
	$(SAY) "All checks passed"

lint: $(DEV) ## style (ruff)
	$(SAY) "Checking style"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(DEV) ## types (mypy, strict)
	$(SAY) "Checking types"
	@$(BIN)/mypy

contracts: $(DEV) ## which package may import which (import-linter)
	$(SAY) "Checking import contracts"
	@$(BIN)/lint-imports

tests: $(DEV) ## tests and doctests (pytest); ARGS="-k name" narrows them
	$(SAY) "Running tests in $(JOBS) processes"
	@$(BIN)/pytest -n $(JOBS) $(ARGS)

format: $(DEV) ## rewrite the code in the project's style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: $(DEV) ## measure cold start, sharing, dynamics and plans beside their peers
	$(SAY) "Measuring cold starts"
	@$(BIN)/python benchmarks/cold_start.py
	$(SAY) "Measuring the sharing of moments"
	@$(BIN)/python benchmarks/sharing.py
	$(SAY) "Measuring plans beside random weeks and CMA-ES"
	@$(BIN)/python -W ignore benchmarks/planning.py
	$(SAY) "Measuring the load of a year"
	@$(BIN)/python benchmarks/load_year.py
	$(SAY) "Measuring the drawing of a calf"
	@$(BIN)/python benchmarks/drawing.py
	$(SAY) "Measuring the dynamics"
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/dynamics.py --out docs/validation

validate: $(DEV) ## hold the mechanics against published numbers; writes docs/validation
	$(SAY) "Holding the mechanics against published numbers"
	@$(BIN)/python tools/validate_loading.py
	$(SAY) "Scoring the trials of the evidence release"
	@$(BIN)/python tools/write_validation.py

calibrate: $(DEV) ## fit what all people share to the calibration trials (six minutes)
	$(SAY) "Fitting the calibration trials under every dose rule"
	@$(BIN)/python tools/calibrate.py

check-population: $(DEV) ## fit trials whose truth is known; writes docs/validation
	$(SAY) "Fitting trials whose truth is known"
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python tools/check_population.py

atlas: $(DEV) ## solve the movement atlas anew
	$(SAY) "Solving movements over their grid"
	@$(BIN)/python tools/build_atlas.py

sbc: $(DEV) ## hold learning to 800 people whose truth is known (about eight minutes)
	$(SAY) "Learning from people whose truth is known"
	@$(BIN)/python tools/sbc.py

shares: $(DEV) ## hold shares of causes to people whose truth is known; writes docs/validation (eight minutes)
	$(SAY) "Splitting changes whose causes are known"
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python tools/shares.py

recovery: $(DEV) ## see what twelve sessions of readings teach; writes docs/validation (three minutes)
	$(SAY) "Learning from twelve sessions of readings"
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python tools/recovery.py

nuts: $(DEV) ## hold learning to long runs of NUTS; writes docs/validation (ten minutes)
	$(SAY) "Learning beside a long run of NUTS"
	@$(PIP) install --no-build-isolation --editable '.[nuts]'
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python tools/nuts.py

soak: $(DEV) ## kill imports at random moments and look at what is left
	$(SAY) "Killing imports at random moments"
	@$(BIN)/python tools/soak_import.py --kills 50

evidence: $(DEV) ## rebuild the evidence release from ../shared/evidence
	$(SAY) "Building the evidence release"
	@$(BIN)/python tools/build_evidence.py

anatomy: $(DEV) ## measure the scanned legs of ../shared/data anew
	$(SAY) "Measuring the scanned legs"
	@$(BIN)/python tools/measure_anatomy.py

sample: $(DEV) ## rebuild the sample athlete from its seed
	$(SAY) "Making the sample athlete"
	@$(BIN)/python tools/make_sample_athlete.py

screenshots: $(DEV) ## take a picture of every page; writes docs/screenshots
	$(SAY) "Taking pictures of the pages"
	@$(BIN)/python tools/screenshots.py

crowd: $(DEV) ## ask a served store by 40 sessions for a minute, and by made-up requests
	$(SAY) "Asking by many sessions at once"
	@$(BIN)/python tools/crowd.py
	$(SAY) "Asking what nobody would ask"
	@$(BIN)/python tools/odd_requests.py

constraints: ## write the pin files anew; UPGRADE=--upgrade takes newer versions
	$(SAY) "Pinning packages in constraints.txt and constraints-dev.txt"
	@$(PYTHON) -m venv build/pins
	@build/pins/bin/python -m pip --disable-pip-version-check -qq install $(UV)
	@printf 'hatchling\neditables\n' | build/pins/bin/uv pip compile - pyproject.toml $(PIN) \
		--output-file constraints.txt >/dev/null
	@printf 'hatchling\neditables\n' | build/pins/bin/uv pip compile - pyproject.toml $(PIN) \
		--extra picture --extra web --extra calibrate --extra dev --constraints constraints.txt --output-file constraints-dev.txt >/dev/null

clean: ## remove what the doors made: environment, reports, caches
	$(SAY) "Removing $(VENV), build and caches"
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

stale:

$(MADE): $(STALE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		found=$$($(PYTHON) -V 2>&1) || found="not found"; \
		echo "surae needs Python 3.11 or newer; $(PYTHON) is $$found. Name one: make PYTHON=python3.12" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) lacks its venv module; install it (on Debian: python3-venv)." >&2; exit 1; }
	$(SAY) "Making an environment in $(VENV) with $$($(PYTHON) -V)"
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "$(CURDIR)" > $@

$(CORE): $(MADE) pyproject.toml constraints.txt
	$(SAY) "Installing surae and the packages pinned in constraints.txt"
	@$(PIP) install --require-hashes -r constraints.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(CORE) constraints-dev.txt
	$(SAY) "Installing the tools of development pinned in constraints-dev.txt"
	@$(PIP) install --require-hashes -r constraints-dev.txt
	@touch $@
