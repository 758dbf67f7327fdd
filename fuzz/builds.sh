# Sourced by the scripts of this folder: what the targets are called, and where they are built. CONFORMANCE_FUZZ_BUILDS names a
# folder for the builds other than build/.
. cmake/packages.sh

targets() { echo decode stream encode language broker player report; }

need_fuzz_packages() { need_packages $packages_program $packages_ci; }

# fuzz_build PRESET TARGET…: configures if need be, builds, and prints the folder. What is said goes to stderr, if it fails. A new
# folder is without tests, whose packages are not asked for here; one that ./run made knows nothing of fuzzing yet.
fuzz_build() {
  preset=$1
  shift
  folder=${CONFORMANCE_FUZZ_BUILDS:-build}/$preset
  options=
  if [ ! -e "$folder/build.ninja" ]; then
    options="-DCONFORMANCE_FUZZ=ON -DCONFORMANCE_TESTS=OFF"
  elif [ "$(grep -cE '^CONFORMANCE_(FUZZ|TESTS):BOOL=OFF' "$folder/CMakeCache.txt")" = 2 ]; then
    options=-DCONFORMANCE_FUZZ=ON
  fi
  if [ -n "$options" ]; then
    log=$(cmake --preset "$preset" -B "$folder" $options 2>&1) || {
      say "$log"
      exit 2
    }
  fi
  log=$(ninja -C "$folder" "$@" 2>&1) || {
    say "$log"
    exit 2
  }
  printf '%s\n' "$folder"
}

# The seeds and regressions of a target, as far as there are any.
inputs_of() { find "corpus/seeds/$1" "corpus/regressions/$1" -maxdepth 0 2>/dev/null || true; }

# The dictionary of a target, without its ending.
dictionary_of() {
  case $1 in
    language | report) echo "$1" ;;
    *) echo packets ;;
  esac
}
