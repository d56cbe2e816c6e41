#!/usr/bin/env bash
# Compiles the Kotlin of docs/your_own_app.md with Google's classes, and runs
# it on a JVM.
#
#     tools/snippets.sh
#
# Google's native library is for Android only, so src/snippets/ holds a class
# that replaces Google's. Exit codes: 0 passed; 1 failed.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/compile.sh
. tools/setup.sh

out=build/snippets
rm -rf $out
mkdir -p $out/{google,program,tests}
for part in tensorflow-lite tensorflow-lite-api; do
  unzip -qp $jars/$part.aar classes.jar >$out/google/$part.jar
done
kotlinc -jvm-target 1.8 -d $out/program -classpath \
  "$(classpath kotlin-stdlib android-all)$(printf '%s:' $out/google/*.jar)" \
  ../../docs/snippets/*.kt

# The replacement comes first, Android's JSON last.
libraries=$out/tests:$out/program:build/classes:$(classpath kotlin-stdlib \
  junit hamcrest-core tensorflow-lite tensorflow-lite-linux-x86_64 javacpp \
  javacpp-linux-x86_64 android-all)
kotlinc -jvm-target 17 -Xfriend-paths=build/classes -d $out/tests \
  -classpath "$libraries" src/snippets/kotlin \
  src/test/kotlin/armtf/inference/Golden.kt
java -Xmx1g -cp "$libraries" org.junit.runner.JUnitCore ExpressionsTest
