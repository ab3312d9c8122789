#!/bin/bash
# tests/queue.t, with a hundred kills.
export KILLS=100 VIDEOS=300
exec "$(dirname "$0")/../queue.t"
