#!/usr/bin/env bash
# Checks that the README's command serves the page; it runs until stopped.
#
#     tests/readme/web.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
log=build/readme/web.log
mkdir -p build/readme
: > "$log"  # There to be read, before the page is built.

set -m  # a process group of its own, to end it as Ctrl+C does
make web > "$log" 2>&1 &
group=$!
trap 'kill -- -"$group" 2>/dev/null || true' EXIT

for _ in $(seq 1200); do
  url=$(sed -n 's/^Open \(http[^ ]*\) .*/\1/p' "$log")
  if [ -n "$url" ]; then
    node -e 'fetch(process.argv[1]).then((page) => page.text())
      .then((text) => process.exit(text.includes("<h1") ? 0 : 1))' "$url"
    echo "make web serves the page: $url"
    exit 0
  fi
  kill -0 "$group" 2>/dev/null || break
  sleep 1
done
cat "$log"
exit 1
