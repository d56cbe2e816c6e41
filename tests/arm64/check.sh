#!/usr/bin/env bash
# Checks that the exported file gives the same results on 64-bit Arm as here.
#
#     tests/arm64/check.sh [MODEL.tflite]
#
# Emulates the processor of a phone with qemu, which runs Debian's Python and
# the same release of LiteRT there. Everything is downloaded once into
# build/arm64 (170 MB, 600 MB unpacked). It installs nothing and needs no root.
#
# Exit codes: 0 same results; 1 different results; 2 no model, not Debian, or
# packages could not be downloaded.
set -euo pipefail
cd "$(dirname "$0")/../.."

model=${1:-arm_tf/pretrained/ferplus/tflite/model.tflite}
build=$PWD/build/arm64
keys=/usr/share/keyrings/debian-archive-keyring.gpg
python=.venv/bin/python

fail() {
  echo "error: $*" >&2
  exit 2
}

for file in "$model" "$(dirname "$model")/golden.json"; do
  [ -f "$file" ] || fail "Expected an exported model. Received: no $file." \
    "Write one with \`python export/to_tflite.py\`."
done
[ -x "$python" ] || fail "Expected the project's environment. Received: no" \
  "$python. Make it with \`make .venv/installed\`."

# Debian 12 on any host: its qemu 7.2 is known to compute correctly, and
# LiteRT has wheels for its Python 3.11.
download() {
  mkdir -p "$build/apt/lists/partial" "$build/apt/archives/partial"
  : >"$build/apt/status"
  echo "deb [arch=arm64,amd64 signed-by=$keys]" \
    "http://deb.debian.org/debian bookworm main" >"$build/apt/sources.list"
  cat >"$build/apt/apt.conf" <<END
APT::Architecture "arm64";
APT::Architectures { "arm64"; "amd64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Dir::State::Lists "$build/apt/lists";
Dir::State::status "$build/apt/status";
Dir::Cache "$build/apt";
Dir::Etc::SourceList "$build/apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
END
  export APT_CONFIG=$build/apt/apt.conf
  apt-get -qq update && apt-get -qq -y install --download-only \
    python3 libstdc++6 qemu-user-static:amd64 >/dev/null
}

# Not installed, only unpacked: the packages' scripts could not run here.
unpack() {
  rm -rf "$build/root" "$build/host"
  mkdir -p "$build/root/proc" "$build/host"
  for package in "$build"/apt/archives/*_{arm64,all}.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$build/root" --no-same-owner
  done
  dpkg-deb -x "$build"/apt/archives/qemu-user-static_*.deb "$build/host"
  rm -rf "$build/apt"
}

wheels() {
  local pins
  pins=$(grep -E '^(ai-edge-litert|numpy)==' requirements.txt)
  rm -rf "$build/site"
  # shellcheck disable=SC2086
  $python -m pip install --quiet --target "$build/site" \
    --platform manylinux2014_aarch64 --platform manylinux_2_27_aarch64 \
    --platform manylinux_2_28_aarch64 --python-version 311 \
    --implementation cp --only-binary=:all: $pins
}

# Written last, so a set-up that was interrupted is repeated.
if ! cmp -s requirements.txt "$build/made_for.txt"; then
  [ -f $keys ] && command -v apt-get dpkg-deb >/dev/null || fail \
    "Expected a Debian host. Received: one without apt-get, dpkg-deb or $keys."
  echo "Preparing a 64-bit Arm root in $build ..."
  download || fail "Expected Debian's packages. Received: apt-get's answer" \
    "above. Try again with a network."
  unpack
  wheels || fail "Expected the aarch64 wheels of requirements.txt. Received:" \
    "pip's answer above. Try again with a network."
  cp requirements.txt "$build/made_for.txt"
fi

exec $python tests/arm64/compare.py "$model" "$build"
