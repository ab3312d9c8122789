#!/bin/bash
# clang's analyser, too, which takes minutes: make lint leaves it out.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
ok 'what the tools say of the C: nothing' '"$here/tests/static.sh"'
done_testing
