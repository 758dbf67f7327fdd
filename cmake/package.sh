#!/bin/sh
# Makes the Debian package, build/package/conformance_VERSION_ARCH.deb, installing what is missing for that. The Dockerfile and
# tests/package do it this way, too.
set -eu
cd "$(dirname "$0")/.."
. cmake/packages.sh
need_packages $packages_program $packages_package
build_preset release OFF conformance pages mqtt_fuzz mqtt_fuzz_pipe
cpack --config build/release/CPackConfig.cmake -G DEB -B build/package >&2
rm -rf build/package/_CPack_Packages
ls build/package/*.deb
