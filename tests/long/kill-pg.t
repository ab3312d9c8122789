#!/bin/bash
# tests/kill-pg.t, with 250 kills.
export KILLS=250 VIDEOS=150
exec "$(dirname "$0")/../kill-pg.t"
