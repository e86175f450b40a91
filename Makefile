# Each target sets up what it needs once. PYTHON=python3.11 names the interpreter, ARGS="..." goes to the program.
PYTHON ?= python3
BIN := .venv/bin
SIMULATOR := tests/simulator
SIMULATED := build/simulated/Ascend310
SET_UP := $(PYTHON) packaging/environment.py
RECIPE_OF_ENVIRONMENT := pyproject.toml packaging/environment.py
# named after the interpreter: another one makes the environment anew
READY := .venv/ready-$(subst /,_,$(PYTHON))

.PHONY: run simulate compile test check model translations screenshots deb board-image test-board test-deb clean

run: $(READY)-to-run
	@exec $(BIN)/python -m app $(ARGS)

# the same on a simulated Ascend 310: the model is compiled by a simulated ATC and run through a simulated pyACL
simulate: $(SIMULATED)/digits.om
	@PYTHONPATH=$(SIMULATOR)/python exec $(BIN)/python -m app --engine ascend --model $< $(ARGS)

# the model for a real chip, by the ATC of the CANN toolkit: make compile ARGS="--soc-version Ascend310B4"
compile: $(READY)-to-compile
	@$(BIN)/python -m model_build compile $(ARGS)

$(SIMULATED)/digits.om: $(READY)-to-compile assets/models/digits.onnx assets/models/digits.json $(wildcard $(SIMULATOR)/python/ascend_simulator/*.py)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m model_build compile --atc $(SIMULATOR)/bin/atc --output $(SIMULATED)

test: check
	$(BIN)/python -m pytest $(ARGS)

check: $(READY)-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# trains, measures and exports the model that is shipped, with the course's own beside it for comparison
model: $(READY)-to-build
	$(BIN)/python -m model_build all --network course --recipe course
	$(BIN)/python -m model_build all --output assets/models $(ARGS)
	$(BIN)/python -m model_build report

# after words were added: what is new gets a place in assets/translations/*.ts, and what is translated is compiled
translations: $(READY)-to-run
	$(BIN)/python packaging/translations.py

screenshots: $(READY)-to-run
	$(BIN)/python packaging/screenshots

# Debian packages for PCs and for the Atlas 200I DK A2: make deb ARGS=arm64
deb: $(READY)-to-run
	@$(BIN)/python packaging/deb $(ARGS)

# for the Atlas 200 DK: a Debian with the application in it, and the script that installs it there
board-image: $(READY)-to-run
	@$(BIN)/python packaging/board

# what is packed for the boards, installed and used on emulated ones; ARGS=image or ARGS=deb: one of them. As root
test-board: $(READY)-to-test $(SIMULATED)/digits.om board-image
	@$(BIN)/python packaging/deb arm64
	@$(BIN)/python tests/board $(ARGS)

# the package for PCs, installed and used on a Debian 12 that is switched on for it, by its own systemd. As root
test-deb: $(READY)-to-test
	@$(BIN)/python packaging/deb amd64
	@$(BIN)/python tests/pc

$(READY)-to-run: $(RECIPE_OF_ENVIRONMENT)
	@$(SET_UP) && touch $@

$(READY)-to-compile: $(RECIPE_OF_ENVIRONMENT)
	@$(SET_UP) compile && touch $@ $(READY)-to-run

$(READY)-to-build: $(RECIPE_OF_ENVIRONMENT)
	@$(SET_UP) build && touch $@ $(READY)-to-compile $(READY)-to-run

$(READY)-to-test: $(RECIPE_OF_ENVIRONMENT)
	@$(SET_UP) build test && touch $@ $(READY)-to-build $(READY)-to-compile $(READY)-to-run

clean:
	rm -rf .venv build
