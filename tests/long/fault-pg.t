#!/bin/bash
# tests/fault-pg.t, with every text that would like to be SQL.
ALL_TEXTS=1 exec "$(dirname "$0")/../fault-pg.t"
