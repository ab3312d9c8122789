#!/bin/bash
# tests/google.t, with all that Google's clients can be asked for.
GOOGLE_ALL=1 exec "$(dirname "$0")/../google.t"
