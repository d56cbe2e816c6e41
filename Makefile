PYTHON ?= python3
IN_VENV = .venv/bin

.PHONY: train test lint clean

# Draws faces, trains on them, reports. Minutes on two CPU cores.
train: .venv/installed
	$(IN_VENV)/python train.py

test: .venv/installed
	$(IN_VENV)/python -m pytest $(PYTEST_ARGS)

lint: .venv/installed
	$(IN_VENV)/ruff check .
	$(IN_VENV)/ruff format --check .

# Written last, so an installation that was interrupted is repeated.
.venv/installed: requirements.txt
	$(PYTHON) -m venv .venv
	$(IN_VENV)/python -m pip install --quiet -r requirements.txt
	touch $@

clean:
	rm -rf .venv build
