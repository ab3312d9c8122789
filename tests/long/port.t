#!/bin/bash
# Another order of bytes, and 32 bits: tests/port.sh.
exec "$(dirname "$0")/../port.sh" s390x armel
