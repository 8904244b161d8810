# Two commands do everything:  make lab  and  make test.  `make` alone lists the others.

VENV := .venv
BIN := $(VENV)/bin
# The first Python on the path that is new enough; `make PYTHON=/path/to/python lab` overrides it.
PYTHON ?= $(shell for p in python3 python python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt
NOTEBOOKS ?= $(wildcard notebooks/*.ipynb)

# The kernel named python3 is this environment's own, whatever else the user has installed.
export JUPYTER_PATH := $(CURDIR)/$(VENV)/share/jupyter
# A user's packages outside the environment must not be mixed in.
export PYTHONNOUSERSITE := 1

.PHONY: help python lab playground test test-slow test-random mutants lint refresh pictures ladder bench bench-playground record clean

help:
	@echo "make lab              set up what is needed, then open your copy of the series in JupyterLab"
	@echo "make playground       serve the playground alone, without code, to browsers on this machine"
	@echo "make test             set up what is needed, then run all tests"
	@echo "make test-slow        run the long tests: every notebook's core without its further sections, and more"
	@echo "make test-random      a reader who does anything at all, in a real browser; SEEDS=\"0 1\" for more than one"
	@echo "make mutants          would the tests notice? change the core in one place after the other (SAMPLE=50 for some)"
	@echo "make lint             check style and format of code and notebooks"
	@echo "make refresh          run the notebooks and store them with their outputs (NOTEBOOKS=... for some)"
	@echo "make pictures         photograph the widgets in use, for pages without a kernel and the README (PICTURES=...)"
	@echo "make ladder           measure the rungs of notebook 09 that are not in its table yet (LADDER=... for options)"
	@echo "make bench            measure the speed of training, and write benchmarks/RESULTS.md"
	@echo "make bench-playground measure how quickly the playground answers, in a real browser"
	@echo "make record           the best network that five minutes can train, with three seeds: benchmarks/RECORD.md"
	@echo "make clean            remove the environment and everything built"

# start.py does the work, here and where there is no make.
lab: | python
	@"$(PYTHON)" start.py

# Each visitor has a kernel; teaching/voila.py sees to it that it ends with the visit. Voila says where it
# listens: at this machine only.
playground: $(VENV)/playground.stamp
	@echo "The playground will be at the address that is named below, for browsers on this machine."
	@echo "Settings may stand in the address: localhost:8866/?learning_rate=0.5&hidden=64-32"
	JUPYTER_PATH="$(JUPYTER_PATH):$(CURDIR)/teaching" $(BIN)/python -m voila \
		--Voila.config_file_paths="$(CURDIR)/teaching" --template=offline teaching/playground.ipynb

# Matplotlib announces that it builds its font cache, once a machine: not inside a notebook's test.
test: $(VENV)/test.stamp
	$(BIN)/python -c "import matplotlib.font_manager"
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile \
		--nbval --nbval-current-env --nbval-cell-timeout 300 tests notebooks

test-slow: $(VENV)/test.stamp
	$(BIN)/python -m pytest -n auto --maxprocesses 4 -m slow tests

SEEDS ?= 0
test-random: $(VENV)/test.stamp
	RANDOM_SEEDS="$(SEEDS)" $(BIN)/python -m pytest -m slow tests/test_browser_random_actions.py

mutants: $(VENV)/test.stamp
	$(BIN)/python tools/mutants.py $(MODULES) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED))

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# A framework that is missing must not take its results out of notebook 10.
refresh: $(VENV)/test.stamp
	REQUIRE_FRAMEWORKS=1 $(BIN)/python tools/refresh_notebooks.py $(NOTEBOOKS)

# They come into the notebooks with the next refresh.
pictures: $(VENV)/test.stamp
	$(BIN)/python tools/make_pictures.py $(PICTURES)

ladder: $(VENV)/test.stamp
	$(BIN)/python tools/measure_ladder.py $(LADDER)

bench: $(VENV)/test.stamp
	$(BIN)/python benchmarks/epoch_time.py

bench-playground: $(VENV)/test.stamp
	$(BIN)/python tools/measure_playground.py

record: $(VENV)/test.stamp
	$(BIN)/python benchmarks/record.py

clean:
	rm -rf $(VENV) build *.egg-info

# One stamp for what `make lab` needs, which start.py sets, and one each for what the tests and the
# playground need on top, in the same environment: alternating between them installs nothing twice.
# They are as old as the first, whatever the clock says.
$(VENV)/base.stamp: pyproject.toml constraints.txt | python
	@"$(PYTHON)" start.py --set-up

$(VENV)/test.stamp: $(VENV)/base.stamp
	@echo "Installing the packages of the tests; this takes a minute or two."
	$(INSTALL) -e ".[course,frameworks,test]"
	@touch -r $< $@

$(VENV)/playground.stamp: $(VENV)/base.stamp
	@echo "Installing the packages of the playground; this takes a minute."
	$(INSTALL) -e ".[course,playground]"
	@touch -r $< $@

python:
	@test -n "$(PYTHON)" || { \
		echo "Python 3.11 or newer is needed, and none was found on the path."; \
		echo "Install it from python.org or your package manager, or name one: make PYTHON=/path/to/python lab"; \
		exit 1; }
