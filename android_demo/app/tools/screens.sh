#!/usr/bin/env bash
# Tests the app's screens on a JVM, in Android 15 as Robolectric runs it, and
# draws them into build/screens/*.png.
#
#     tools/screens.sh
#
# Exit codes: 0 passed; 1 failed; 2 something is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/compile.sh
. tools/setup.sh
fetch_detector

screens=build/screens
downloaded() {
  (cd $screens && sha256sum --check "$1" ../../tools/screens/sha256.txt) 2>&-
}
if ! downloaded --status; then
  echo "Downloading Android for a JVM from Maven Central (390 MB)"
  mvn -B -q -ntp -f tools/screens/pom.xml \
    dependency:copy dependency:copy-dependencies >&2
  downloaded --quiet || fail "Expected the files in tools/screens/sha256.txt." \
    "Received: others, from the Maven repository in use."
fi
for archive in $screens/jars/*.aar; do
  unzip -p "$archive" classes.jar >"${archive%.aar}.jar"
done

# The app as it is installed, without its code.
rm -rf $screens/{assets,app.apk,tests}
mkdir -p $screens/{assets,tests/com/android/tools}
cp ../../arm_tf/pretrained/ferplus/tflite/model.{tflite,json} \
  ../../arm_tf/faces/face_detection_full_range.tflite $screens/assets
cp build/resources.apk $screens/app.apk
(cd $screens && zip -qr -n .tflite app.apk assets)
cat >$screens/tests/com/android/tools/test_config.properties <<END
android_resource_apk=$screens/app.apk
android_merged_assets=$screens/assets
android_merged_manifest=build/AndroidManifest.xml
android_custom_package=$(setting namespace)
END

libraries=$screens/tests:build/classes:$(classpath kotlin-stdlib junit \
  hamcrest-core tensorflow-lite tensorflow-lite-linux-x86_64 javacpp \
  javacpp-linux-x86_64)$(printf '%s:' $screens/jars/*.jar)
libraries+=$jars/android-all.jar
kotlinc -jvm-target 17 -Xfriend-paths=build/classes -d $screens/tests \
  -classpath "$(printf '%s:' $screens/android/*.jar)$libraries" \
  src/screens/kotlin
names=$(cd $screens/tests && find armtf -name '*Test.class' | sort |
  sed 's/\.class$//; s|/|.|g')
java -Xmx2g -Drobolectric.offline=true \
  -Drobolectric.dependency.dir=$screens/android \
  --add-opens java.base/java.io=ALL-UNNAMED \
  --add-opens java.base/java.lang=ALL-UNNAMED \
  -cp "$libraries" org.junit.runner.JUnitCore $names
