#!/bin/bash
# Every system call: tests/fault.t.
EVERY=1 exec "$(dirname "$0")/../fault.t"
