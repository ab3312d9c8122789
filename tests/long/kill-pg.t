#!/bin/bash
# tests/kill-pg.t, with a hundred kills.
export KILLS=100 VIDEOS=150
exec "$(dirname "$0")/../kill-pg.t"
