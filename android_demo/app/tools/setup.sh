# Debian's tools and Maven Central's jars; to be sourced in the app's folder.
#
# Everything is built in build/, which git ignores.

fail() {
  echo "error: $*" >&2
  exit 2
}

packages=(openjdk-17-jdk-headless maven aapt zipalign apksigner dexdump
  binutils zip unzip python3-pip)

tools_missing() {
  for tool in javac mvn aapt2 zipalign apksigner dexdump readelf zip unzip \
    python3; do
    command -v $tool >/dev/null || return 0
  done
  ! python3 -m pip --version >/dev/null 2>&1
}

if tools_missing; then
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || fail \
    "Expected Android's tools. Received: some are missing. Install them on" \
    "Debian or Ubuntu: sudo apt-get install ${packages[*]}"
  apt-get -qq update
  apt-get -qq -y install --no-install-recommends "${packages[@]}" >/dev/null
fi

jars=build/jars
if ! (cd $jars && sha256sum --check --status ../../tools/sha256.txt) 2>&-; then
  echo "Downloading compiler, dexer and runtime from Maven Central (260 MB)"
  mvn -B -q -ntp -f tools/pom.xml dependency:copy >&2
  (cd $jars && sha256sum --check --quiet ../../tools/sha256.txt) || fail \
    "Expected the files in tools/sha256.txt. Received: others, from the" \
    "Maven repository in use. Clear build/ and ~/.m2, or check that mirror."
fi

# The face detector's network, into arm_tf/faces, where git ignores it.
fetch_detector() {
  python3 ../../tools/fetch_detector.py >/dev/null || exit 2
}

# The Gradle build defines these versions for both.
setting() {
  sed -n "s/^ *$1 = \"\?\([^\"]*\)\"\?$/\1/p" build.gradle.kts
}

# A classpath of jars in build/jars.
classpath() {
  printf "$jars/%s.jar:" "$@"
}

kotlinc() {
  java -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -cp "$(classpath kotlin-compiler-embeddable kotlin-stdlib \
    kotlin-script-runtime kotlin-reflect kotlinx-coroutines-core-jvm \
    annotations)" org.jetbrains.kotlin.cli.jvm.K2JVMCompiler \
    -no-stdlib -no-reflect -Werror "$@"
}
