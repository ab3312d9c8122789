#!/bin/bash
# tests/memory.t, with every single allocation.
EVERY=1 exec "$(dirname "$0")/../memory.t"
