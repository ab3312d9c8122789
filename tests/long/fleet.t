#!/bin/bash
# tests/fleet.t with 60 videos, and again with the bucket full.
VIDEOS=60 TWICE=1 exec "$(dirname "$0")/../fleet.t"
