#!/usr/bin/env bash
# Looks into build/faces.apk: signature, contents, and calls that are too new.
#
#     tools/check.sh MODEL_FOLDER
#
# Exit codes: 0 as it should be; 1 something is not, said in one line.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/setup.sh
apk=build/faces.apk

wrong() {
  echo "error: $*" >&2
  exit 1
}

apksigner verify --min-sdk-version "$(setting minSdk)" --verbose $apk |
  grep -E '^Verifie[sd]'
zipalign -c -p 4 $apk || wrong "$apk is not aligned."

badging=$(aapt2 dump badging $apk)
expect() {
  grep -qF "$1" <<<"$badging" || wrong "Expected $1 in $apk. Received:" \
    "$badging"
}
expect "package: name='$(setting namespace)'"
expect "sdkVersion:'$(setting minSdk)'"
expect "targetSdkVersion:'$(setting targetSdk)'"
expect "launchable-activity: name='armtf.demo.MainActivity'"
permissions=$(grep '^uses-permission:' <<<"$badging")
[ "$permissions" = "uses-permission: name='android.permission.CAMERA'" ] ||
  wrong "Expected the camera's permission alone. Received: $permissions"
grep -E "^(package|sdkVersion|targetSdkVersion|uses-permission)" <<<"$badging"

# As Android maps it: stored as it is, and whole.
# (Into a variable: `grep -q` may end before unzip has said all, which fails.)
stored=$(unzip -v $apk assets/model.tflite)
[[ $stored == *' Stored '* ]] || wrong "The model in $apk is compressed."
unzip -p $apk assets/model.tflite | cmp -s - "$1/model.tflite" ||
  wrong "The model in $apk is not the one in $1."
echo "model: $(stat -c %s "$1/model.tflite") bytes, not compressed"

# Every class that Android starts by its name is in the DEX file.
classes=$(dexdump build/package/classes.dex build/package/classes2.dex |
  sed -n "s/^  Class descriptor  : 'L\(.*\);'$/\1/p")
for class in armtf/demo/MainActivity armtf/demo/SpeedActivity \
  armtf/demo/FacesView org/tensorflow/lite/Interpreter; do
  grep -qx $class <<<"$classes" || wrong "$class is not in $apk."
done
echo "dex: version $(head -c 7 build/package/classes.dex | tail -c 3)," \
  "$(wc -l <<<"$classes") classes"

echo "native libraries, and the size of the memory pages that they fit:"
for library in build/package/lib/*/*.so; do
  alignment=$(readelf -lW "$library" | awk '$1 == "LOAD" {print $NF}' | sort -u)
  echo "  ${library#build/package/}: $((alignment / 1024)) KB pages"
done

# Every call of Android and Java, against what apps may call in Android 7.0.
java -cp "$(classpath animal-sniffer asm)" tools/ApiCheck.java \
  "$jars/android-api-level-$(setting minSdk).signature" \
  build/classes build/runtime/*/classes.jar -- $jars/kotlin-stdlib.jar ||
  wrong "The app calls what Android's API level $(setting minSdk) has not."
echo "calls: all in API level $(setting minSdk)"
echo "$PWD/$apk: $(stat -c %s $apk) bytes"
