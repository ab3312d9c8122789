#!/bin/bash
# tests/crash.t, with a thousand kills of each kind.
KILLS=1000 exec "$(dirname "$0")/../crash.t"
