#!/usr/bin/env bash
# Compiles the app's resources and classes into build/, if they changed.
#
#     tools/compile.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/setup.sh

if [ -f build/compiled ] && [ -z "$(find src/main build.gradle.kts \
  tools/{compile.sh,setup.sh,sha256.txt} -newer build/compiled \
  -print -quit)" ]; then
  exit
fi
rm -rf build/{compiled,resources.zip,resources.apk,framework.apk,android} \
  build/{AndroidManifest.xml,generated,classes}
mkdir -p build/{generated,classes}

# Gradle expects the package's name in its file, aapt2 in the manifest.
name=$(setting namespace)
sed "s/<manifest /&package=\"$name\" /" src/main/AndroidManifest.xml \
  >build/AndroidManifest.xml
aapt2 compile --dir src/main/res -o build/resources.zip
# Android's own resources, uncompressed as aapt2 requires.
unzip -qo $jars/android-all.jar resources.arsc AndroidManifest.xml -d build/android
(cd build/android && zip -q0 ../framework.apk resources.arsc AndroidManifest.xml)
aapt2 link -I build/framework.apk --manifest build/AndroidManifest.xml \
  --min-sdk-version "$(setting minSdk)" \
  --target-sdk-version "$(setting targetSdk)" \
  --version-code "$(setting versionCode)" \
  --version-name "$(setting versionName)" \
  --java build/generated -o build/resources.apk build/resources.zip \
  2> >(grep -v "Unknown chunk type" >&2) # about translations, which it skips

# dx has no invokedynamic before Android 8: lambdas are compiled to classes.
# android-all has Android's own classes; java.* come from the JDK, restricted
# to Java 8 here; tools/apk.sh compares them with Android's list.
kotlinc -Xjdk-release=1.8 -Xlambdas=class -Xsam-conversions=class \
  -Xstring-concat=inline -d build/classes \
  -classpath "$(classpath android-all kotlin-stdlib tensorflow-lite javacpp)" \
  src/main/kotlin build/generated
find build/generated -name '*.java' -exec javac --release 8 -Xlint:-options \
  -d build/classes {} +
touch build/compiled
