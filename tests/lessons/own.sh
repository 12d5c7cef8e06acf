#!/usr/bin/env bash
# lessons/new and lessons/compare: what they make, and their words for wrong input. Nothing here builds.
set -euo pipefail
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd -P)
here=$(mktemp -d)
trap 'rm -rf -- "$here"' EXIT
mkdir "$here/a b"
cp -r -- "$root/lessons" "$here/a b/lessons"
cd -- "$here/a b"
rm -rf lessons/mine
failed=0

# expect CODE WORDS COMMAND..: the command ends with this code and says these words.
expect() {
  local code=0 said
  said=$("${@:3}" 2>&1 </dev/null) || code=$?
  [[ $code == "$1" && $said == *"$2"* ]] && return
  printf 'not as expected: %s\n  exit %s, expected %s and "%s"; it said:\n%s\n' "${*:3}" "$code" "$1" "$2" "$said"
  failed=1
}
require() { "$@" || { printf 'not so: %s\n' "$*" && failed=1; }; }
lacks() { ! grep -rqF -- "$@"; }

expect 0 '--from LESSON' lessons/new --help
expect 2 'needs a name and a lesson' lessons/new
expect 2 'needs a name and a lesson' lessons/new winds
expect 2 'needs a lesson' lessons/new winds --from
expect 2 'unknown lesson: 99' lessons/new winds --from 99
expect 2 'unknown flag: --form' lessons/new winds --form 05
expect 2 'one name' lessons/new two winds --from 05
for name in Winds 9winds 'a b' ../winds a/b '' .winds wïnds "$(printf 'x%.0s' {1..41})"; do
  expect 2 '' lessons/new "$name" --from 05
done
expect 2 'means something else' lessons/new all --from 05
expect 2 'there is a lesson tiny_vit already' lessons/new tiny_vit --from 05
require test ! -e lessons/mine

expect 0 'lessons/mine/winds is a copy of lessons/05_attention' lessons/new winds --from attention
require test -f lessons/mine/winds/lesson.cpp
require lacks '"lessons/05_attention/' lessons/mine/winds
require lacks '"05_attention"' lessons/mine/winds
require grep -q '"mine/winds"' lessons/mine/winds/lesson.cpp
require jq -e '.id == "mine/winds" and (.title | endswith("(winds)")) and .steps > 0' lessons/mine/winds/lesson.json >/dev/null
require test -e "lessons/mine/winds/$(grep -oE '\]\(\.\./[^)#]*' lessons/mine/winds/README.md | head -n 1 | cut -c3-)"
expect 2 'there is a lesson winds already' lessons/new winds --from 14
expect 2 'Nearest: winds' lessons/run wnds
expect 0 'is a copy of lessons/mine/winds' lessons/new storm --from winds
require jq -e '.id == "mine/storm"' lessons/mine/storm/lesson.json >/dev/null
mkdir lessons/mine/taken
expect 2 'is there already' lessons/new taken --from 05

expect 0 'RUN RUN' lessons/compare --help
expect 2 'needs two runs' lessons/compare 05
expect 2 'there is no run out/05_attention/latest' lessons/compare 05 05
expect 2 'there is no run out/mine/winds/3' lessons/compare winds/3 winds/4
expect 2 'unknown lesson: ouds' lessons/compare ouds/3 05

exit "$failed"
