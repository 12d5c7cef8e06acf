#!/usr/bin/env bash
# The runners' words for wrong input. Nothing here sets up or builds.
set -euo pipefail
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd -P)
failed=0

# expect CODE WORDS COMMAND..: the command ends with this code and says these words.
expect() {
  local code=0 said
  said=$("${@:3}" 2>&1 </dev/null) || code=$?
  [[ $code == "$1" && $said == *"$2"* ]] && return
  printf 'not as expected: %s\n  exit %s, expected %s and "%s"; it said:\n%s\n' "${*:3}" "$code" "$1" "$2" "$said"
  failed=1
}

expect 0 'lessons/run all' "$root/lessons/run" --help
expect 0 '14_tiny_vit: ' "$root/lessons/run" --list
expect 0 '14_tiny_vit: ' env -u HOME NO_COLOR=1 TERM=dumb "$root/lessons/run" --list
expect 2 'Nearest: tiny_vit.' "$root/lessons/run" tiny_vti
expect 2 'Nearest: 14' "$root/lessons/run" 149
expect 2 'Nearest: all' "$root/lessons/run" al
expect 2 'Nearest: --list' "$root/lessons/run" --lst
expect 2 "own flags come after its name" "$root/lessons/run" --seed 1
expect 2 'unknown lesson: .' "$root/lessons/run" ''
expect 2 'Nearest: --help' "$root/tests/run" --hlep
expect 2 'one REGEX' "$root/tests/run" softmax linear
expect 2 'SUITE' "$root/tests/install/fresh_machine" bookworm

# Without apt: the line to type, and 69. The checkout is a copy without a build, at a path with a space.
elsewhere=$(mktemp -d)
trap 'rm -rf -- "$elsewhere"' EXIT
mkdir -p "$elsewhere/a b/lessons" "$elsewhere/bin"
cp "$root"/lessons/{run,names,setup,unpack,packages.txt,course.json} "$elsewhere/a b/lessons/"
for tool in bash awk sed cat dirname readlink uname cksum; do ln -s "$(command -v "$tool")" "$elsewhere/bin/"; done
expect 69 'apt-get install g++ cmake' env PATH="$elsewhere/bin" "$elsewhere/a b/lessons/run" tiny_vit

cd /proc # nothing can be written here
expect 0 '14_tiny_vit: ' "$root/lessons/run" --list

exit "$failed"
