#!/bin/bash
# tests/memory-net.t, with every single allocation.
EVERY=1 exec "$(dirname "$0")/../memory-net.t"
