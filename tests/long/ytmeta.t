#!/bin/bash
# With a channel of 20,000 videos: tests/ytmeta.t.
YT_LIST=20000 exec "$(dirname "$0")/../ytmeta.t"
