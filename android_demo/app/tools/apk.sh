#!/usr/bin/env bash
# Builds and checks build/faces.apk, a signed app, without Google's SDK.
#
#     tools/apk.sh [MODEL_FOLDER]
#
# MODEL_FOLDER holds an exported model.tflite and model.json; default: the
# bundled model.
# Exit codes: 0 built and checked; 1 a check failed; 2 something is missing.
set -euo pipefail
model=${1:+$(realpath "$1")}
cd "$(dirname "$0")/.."
model=${model:-$(realpath ../../arm_tf/pretrained/ferplus/tflite)}
tools/compile.sh
. tools/setup.sh

for file in model.tflite model.json; do
  [ -f "$model/$file" ] || fail "Expected an exported model. Received: no" \
    "$model/$file. Write one with" \
    "\`python export/to_tflite.py RUN --out FOLDER\`."
done

fetch_detector
apk=build/unsigned.apk
rm -rf build/package $apk build/aligned.apk build/faces.apk.tmp
mkdir -p build/package/assets

cp "$model"/model.{tflite,json} build/package/assets
cp ../../arm_tf/faces/face_detection_full_range.* build/package/assets
# JavaCPP's properties define this platform's library names.
for part in javacpp tensorflow-lite; do
  for processor in arm64 x86_64; do
    unzip -qo $jars/$part-android-$processor.jar 'lib/*.so' -d build/package
    unzip -qo $jars/javacpp.jar -d build/package \
      "org/bytedeco/javacpp/properties/android-$processor.properties"
  done
done
dex() {
  java -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -cp "$(classpath dalvik-dx)" com.android.dx.command.Main --dex \
    --min-sdk-version="$(setting minSdk)" --output="$@"
}

dex build/package/classes.dex build/classes
# The libraries take longest, and never change.
if [ tools/Lambdas.java -nt build/libraries.dex ] ||
  [ tools/sha256.txt -nt build/libraries.dex ]; then
  java -cp "$(classpath asm)" tools/Lambdas.java $jars/kotlin-stdlib.jar \
    build/kotlin.jar
  # Without the classes that JavaCPP needs only to build such libraries.
  rm -rf build/libraries
  unzip -qo $jars/tensorflow-lite.jar 'org/*.class' -d build/libraries
  unzip -qo $jars/javacpp.jar 'org/*.class' -x '*Mojo.class' -d build/libraries
  dex build/libraries.tmp.dex build/kotlin.jar build/libraries
  mv build/libraries.tmp.dex build/libraries.dex
fi
cp build/libraries.dex build/package/classes2.dex

cp build/resources.apk $apk
# The model is stored uncompressed, so that it can be memory-mapped.
(cd build/package && zip -qr -n .tflite ../unsigned.apk .)
zipalign -p 4 $apk build/aligned.apk
key=build/debug.keystore
[ -f $key ] || keytool -genkeypair -keystore $key -storepass android \
  -alias debug -keyalg RSA -keysize 2048 -validity 10000 \
  -dname "CN=Android Debug" >/dev/null 2>&1
apksigner sign --ks $key --ks-pass pass:android \
  --min-sdk-version "$(setting minSdk)" --out build/faces.apk.tmp \
  build/aligned.apk
mv build/faces.apk.tmp build/faces.apk
tools/check.sh "$model"
