#!/bin/bash -eu
# Builds the fuzz targets as OSS-Fuzz asks: with its compilers and flags ($CC $CXX $CFLAGS $CXXFLAGS), linked with its engine
# ($LIB_FUZZING_ENGINE), into $OUT; with seeds, dictionary and options of each target where there are some.
# `fuzz/oss-fuzz/check` does it here. CONFORMANCE_FUZZ_TARGETS names some of the targets, for a quick look.
set -eu
cd "$SRC/conformance"
build=$WORK/conformance
targets=${CONFORMANCE_FUZZ_TARGETS:-$(sed -n 's/^fuzz_target(\([a-z]*\).*/\1/p' fuzz/CMakeLists.txt)}

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
  seeds=()
  for folder in corpus/seeds/"$target" corpus/regressions/"$target"; do
    [ ! -d "$folder" ] || seeds+=("$folder")
  done
  [ ${#seeds[@]} = 0 ] || find "${seeds[@]}" -type f | zip -q -j "$OUT/fuzz_${target}_seed_corpus.zip" -@
  for dictionary in fuzz/dictionaries/"$target".dict fuzz/dictionaries/mqtt.dict; do
    [ ! -e "$dictionary" ] || { cp "$dictionary" "$OUT/fuzz_$target.dict"; break; }
  done
  [ ! -e fuzz/options/"$target".options ] || cp fuzz/options/"$target".options "$OUT/fuzz_$target.options"
done
