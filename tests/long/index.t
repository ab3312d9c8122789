#!/bin/bash
# tests/index.t, with four times as many damaged segments.
FLIP=97 exec "$(dirname "$0")/../index.t"
