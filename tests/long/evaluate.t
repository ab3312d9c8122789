#!/bin/bash
# tests/evaluate.t, with Chromaprint and another seed.
EVAL_ALL=1 exec "$(dirname "$0")/../evaluate.t"
