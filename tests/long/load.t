#!/bin/bash
# Two hundred uploads: tests/load.t.
LOAD=200 exec "$(dirname "$0")/../load.t"
