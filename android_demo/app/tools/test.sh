#!/usr/bin/env bash
# Runs the app's tests on a JVM: all but camera, detector and screen.
#
#     tools/test.sh
#
# TensorFlow Lite's Java half has no native half for desktops; src/desktop
# has a stand-in that calls its C interface, so that the app's classifier runs
# the shipped model here too. Exit codes: 0 passed; 1 failed.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/compile.sh
. tools/setup.sh

# The stand-in comes first, the app's classes and Android's JSON last.
libraries=build/tests:build/classes:$(classpath kotlin-stdlib junit \
  hamcrest-core tensorflow-lite tensorflow-lite-linux-x86_64 javacpp \
  javacpp-linux-x86_64)build/runtime/tensorflow-lite-api/classes.jar:
libraries+=$jars/android-all.jar

if [ ! -f build/tested ] || [ -n "$(find src/test src/desktop build/compiled \
  -newer build/tested -print -quit)" ]; then
  rm -rf build/tests && mkdir build/tests
  kotlinc -jvm-target 17 -Xfriend-paths=build/classes -d build/tests \
    -classpath "$libraries" src/test/kotlin src/desktop/kotlin
  touch build/tested
fi
names=$(cd build/tests && find armtf -name '*Test.class' | sort |
  sed 's/\.class$//; s|/|.|g')
java -Xmx1g -cp "$libraries" org.junit.runner.JUnitCore $names
