#!/bin/bash
# Every kind of container: tests/containers.t.
ALL_KINDS=1 exec "$(dirname "$0")/../containers.t"
