#!/bin/bash -eu
exec bash "$SRC/conformance/fuzz/oss-fuzz/build.sh"
