#!/bin/bash
# tests/decide.t, with 200 pairs of copies that come at the same time.
TWINS=200 exec "$(dirname "$0")/../decide.t"
