# Each target sets up what it needs once. PYTHON=python3.11 names the interpreter, ARGS="..." goes to the program.
PYTHON ?= python3
BIN := .venv/bin
SET_UP := $(PYTHON) packaging/environment.py
RECIPE_OF_ENVIRONMENT := pyproject.toml packaging/environment.py
# named after the interpreter: another one makes the environment anew
READY := .venv/ready-$(subst /,_,$(PYTHON))

.PHONY: run test check model screenshots clean

run: $(READY)-to-run
	@exec $(BIN)/python -m app $(ARGS)

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

screenshots: $(READY)-to-run
	$(BIN)/python packaging/screenshots.py

$(READY)-to-run: $(RECIPE_OF_ENVIRONMENT)
	@$(SET_UP) && touch $@

$(READY)-to-build: $(RECIPE_OF_ENVIRONMENT)
	@$(SET_UP) build && touch $@ $(READY)-to-run

$(READY)-to-test: $(RECIPE_OF_ENVIRONMENT)
	@$(SET_UP) build test && touch $@ $(READY)-to-build $(READY)-to-run

clean:
	rm -rf .venv build
