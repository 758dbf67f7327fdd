#!/bin/bash -eu
# Builds the fuzz targets as OSS-Fuzz asks: with its compilers and flags ($CC $CXX $CFLAGS $CXXFLAGS), linked with its engine
# ($LIB_FUZZING_ENGINE), into $OUT; with seeds, dictionary and options of each target.
# `fuzz/oss-fuzz/check` does it here. CONFORMANCE_FUZZ_TARGETS names some of the targets, for a quick look.
set -eu
# -P: `check` has a link there, which cmake would otherwise find again in every path below the repository.
cd -P "$SRC/conformance"
. fuzz/builds.sh
build=$WORK/conformance
targets=${CONFORMANCE_FUZZ_TARGETS:-$(targets)}

# {fmt} from its headers: the package's library speaks to another C++ library than these compilers bring. -w: a compiler of next
# month may warn of something that ours does not know. Libraries that the runner lacks lie beside the targets, below.
export CFLAGS="$CFLAGS -w" CXXFLAGS="$CXXFLAGS -w -DFMT_HEADER_ONLY"
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None -DCONFORMANCE_TESTS=OFF -DCONFORMANCE_FUZZ=ON \
  -DCONFORMANCE_FUZZER=ON -DCONFORMANCE_FUZZING_ENGINE="${LIB_FUZZING_ENGINE// /;}" -DOPENSSL_USE_STATIC_LIBS=ON \
  -DCMAKE_EXE_LINKER_FLAGS=-Wl,--as-needed -DCMAKE_BUILD_RPATH='$ORIGIN/lib' -DCMAKE_BUILD_RPATH_USE_ORIGIN=ON
ninja -C "$build" $(printf 'fuzz_%s ' $targets)

for target in $targets; do
  cp "$build/fuzz/fuzz_$target" "$OUT/"
  for library in $(ldd "$OUT/fuzz_$target" | awk '$3 ~ /lib(pugixml|fmt|ssl|crypto)\./ { print $3 }'); do
    mkdir -p "$OUT/lib"
    cp "$library" "$OUT/lib/"
  done
  # A target without one of these is worth little, so a missing file ends this script. Options name the dictionary, which several
  # targets share.
  [ -d "corpus/seeds/$target" ] || { say "$target has no seeds; fuzz/make_seeds writes them"; exit 1; }
  zip=$OUT/fuzz_${target}_seed_corpus.zip
  rm -f "$zip"
  find $(inputs_of "$target") -type f | LC_ALL=C sort | zip -q -j "$zip" -@
  cp "fuzz/options/fuzz_$target.options" "fuzz/dictionaries/$(dictionary_of "$target").dict" "$OUT/"
done
