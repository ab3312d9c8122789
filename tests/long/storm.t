#!/bin/bash
# tests/fleet.t with 500 videos and eight workers, of which two die every 4 seconds.
VIDEOS=500 KILL=4 exec "$(dirname "$0")/../fleet.t"
