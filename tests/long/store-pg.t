#!/bin/bash
# tests/store-pg.t, with a hundred kills.
export KILLS=100 VIDEOS=0
exec "$(dirname "$0")/../store-pg.t"
