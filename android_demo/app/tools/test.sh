#!/usr/bin/env bash
# Runs the app's tests on a JVM, except those of camera and screens.
#
#     tools/test.sh
#
# TensorFlow Lite is the version used on phones, with the desktop's native
# library, so the networks give the same results. Ends with the documentation's
# Kotlin.
# Exit codes: 0 passed; 1 failed.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/compile.sh
. tools/setup.sh
fetch_detector

# Android's JSON comes last.
libraries=build/tests:build/classes:$(classpath kotlin-stdlib junit \
  hamcrest-core tensorflow-lite tensorflow-lite-linux-x86_64 javacpp \
  javacpp-linux-x86_64 android-all)

if [ ! -f build/tested ] || [ -n "$(find src/test build/compiled \
  -newer build/tested -print -quit)" ]; then
  rm -rf build/tests && mkdir build/tests
  kotlinc -jvm-target 17 -Xfriend-paths=build/classes -d build/tests \
    -classpath "$libraries" src/test/kotlin
  touch build/tested
fi
names=$(cd build/tests && find armtf -name '*Test.class' | sort |
  sed 's/\.class$//; s|/|.|g')
java -Xmx1g -cp "$libraries" org.junit.runner.JUnitCore $names
tools/snippets.sh
