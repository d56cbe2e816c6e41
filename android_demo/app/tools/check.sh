#!/usr/bin/env bash
# Checks build/faces.apk: signature, contents, and calls of too new APIs.
#
#     tools/check.sh MODEL_FOLDER
#
# Exit codes: 0 passed; 1 failed, with a one-line message.
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
# App stores hide an app from devices that lack a required feature.
required=$(grep -E '^ *uses-(implied-)?feature:' <<<"$badging" || true)
[ -z "$required" ] || wrong "Expected no required feature. Received: $required"
grep -E "^(package|sdkVersion|targetSdkVersion|uses-permission)" <<<"$badging"
grep -E "^ *uses-feature-not-required" <<<"$badging"

manifest=$(aapt2 dump xmltree --file AndroidManifest.xml $apk)
grep -q 'enableOnBackInvokedCallback.*=true' <<<"$manifest" ||
  wrong "Expected the back gesture to show where it leads."

# Stored uncompressed, so that Android can map them, and complete.
# (Into a variable: `grep -q` may exit before unzip has finished, which fails.)
network() {
  stored=$(unzip -v $apk "assets/$1")
  [[ $stored == *' Stored '* ]] || wrong "$1 in $apk is compressed."
  unzip -p $apk "assets/$1" | cmp -s - "$2/$1" ||
    wrong "$1 in $apk is not the one in $2."
  echo "$1: $(stat -c %s "$2/$1") bytes, not compressed"
}
network model.tflite "$1"
network face_detection_full_range.tflite ../../arm_tf/faces
unzip -p $apk assets/face_detection_full_range.LICENSE.txt | grep -q Apache ||
  wrong "The face detector's licence is not in $apk."

# Every class that Android or the runtime loads by name is in a DEX file.
classes=$(dexdump build/package/classes.dex build/package/classes2.dex |
  sed -n "s/^  Class descriptor  : 'L\(.*\);'$/\1/p")
for class in armtf/demo/{MainActivity,PictureActivity,SpeedActivity} \
  armtf/demo/{FacesView,BarsView,SharedPicture} \
  org/bytedeco/{javacpp/Loader,tensorflowlite/presets/tensorflowlite}; do
  grep -qx $class <<<"$classes" || wrong "$class is not in $apk."
done
echo "dex: version $(head -c 7 build/package/classes.dex | tail -c 3)," \
  "$(wc -l <<<"$classes") classes"

# Compressed libraries are extracted when the app is installed, so only their
# own alignment matters. Android cannot load them if its pages are larger.
echo "native libraries, and the largest memory pages that they fit:"
packed=$(unzip -v $apk 'lib/*')
for library in build/package/lib/*/*.so; do
  name=${library#build/package/}
  for alignment in $(readelf -lW "$library" |
    awk '$1 == "LOAD" {print $NF}' | sort -u); do
    echo "  $name: $((alignment / 1024)) KB"
    [ "$((alignment))" -ge 16384 ] || wrong "Expected 64-bit libraries" \
      "aligned to 16 KB. Received: $name, $((alignment)) bytes."
  done
  grep -q "Defl.* $name$" <<<"$packed" || wrong "$name is not packed."
done

# Every call of Android and Java must exist in Android 7.0's public API.
java -cp "$(classpath animal-sniffer asm)" tools/ApiCheck.java \
  "$jars/android-api-level-$(setting minSdk).signature" \
  build/classes -- $jars/{kotlin-stdlib,tensorflow-lite,javacpp}.jar ||
  wrong "The app calls what Android's API level $(setting minSdk) has not."
echo "calls: all in API level $(setting minSdk)"
echo "$PWD/$apk: $(stat -c %s $apk) bytes"
