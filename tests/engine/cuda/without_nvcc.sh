#!/usr/bin/env bash
# Where nvcc is not there, or does not work, CMake says so in one line and configures all the same.
set -euo pipefail
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../../.." && pwd -P)
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
failed=0

# expect WORDS NVCC: with this nvcc the configuration ends well, and one line has these words.
expect() {
  local said lines
  rm -rf -- "$folder/build"
  said=$(cmake -S "$root" -B "$folder/build" -G Ninja -DNVCC="$2" 2>&1 </dev/null) || { echo "cmake failed: $said" && failed=1; }
  lines=$(grep 'matrix products on a GPU are off' <<<"$said" || true)
  [[ $(grep -c . <<<"$lines") == 1 && $lines == *"$1"* ]] && return
  printf 'with nvcc "%s" expected one line with "%s"; it said:\n%s\n' "$2" "$1" "$said"
  failed=1
}

printf '#!/bin/sh\necho "host_config.h:143: error: unsupported GNU version! gcc later than 12 is not supported" >&2\nexit 1\n' >"$folder/nvcc"
chmod +x "$folder/nvcc"
expect 'nvcc is not here' OFF
expect 'unsupported GNU version! gcc later than 12' "$folder/nvcc"
expect 'does not make a library' /bin/false
exit "$failed"
