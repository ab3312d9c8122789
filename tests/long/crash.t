#!/bin/bash
# tests/crash.t, with two hundred kills of each kind.
KILLS=200 exec "$(dirname "$0")/../crash.t"
