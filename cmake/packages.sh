# Debian packages, sourced by ./run, ./test and .ci/run, so that each list stands once.
packages_program="g++ cmake ninja-build ccache libboost1.81-dev libssl-dev nlohmann-json3-dev libfmt-dev libcli11-dev libpugixml-dev"
packages_tests="libgtest-dev libgmock-dev libxml2-utils openssl mosquitto mosquitto-clients python3-paho-mqtt chromium chromium-driver python3-selenium dpkg-dev file tshark python3-jsonschema pkg-config zsh fish"
# Node.js of another source brings npm along, and its packages exclude those of Debian.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || packages_tests="$packages_tests nodejs npm"
# What cmake/package.sh needs besides: dpkg-shlibdeps finds out which libraries the package depends on.
packages_package="dpkg-dev file"
packages_ci="clang-19 clang-format-19 clang-tidy-19 libclang-rt-19-dev libbenchmark-dev"

say() { printf '%s\n' "$*" >&2; }

# Those of the packages named that are not installed.
missing_packages() {
  dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | awk '$2 == "installed" {print $1}' >"$scratch/have"
  for package in "$@"; do grep -qx -- "$package" "$scratch/have" || printf '%s\n' "$package"; done
}

# Installs what is missing; where that cannot be done, says exactly what is needed and ends with 2.
need_packages() {
  if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    for tool in g++ cmake ninja; do
      command -v "$tool" >/dev/null 2>&1 && continue
      say "This machine has no apt. Please install what these Debian packages hold, then run this again:"
      say "  $*"
      exit 2
    done
    return 0
  fi
  scratch=$(mktemp -d)
  missing=$(missing_packages "$@" | tr '\n' ' ')
  rm -rf "$scratch"
  [ -n "${missing% }" ] || return 0
  as_root=""
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      say "These Debian packages are missing, and neither root nor sudo is at hand. As root, run:"
      say "  apt-get install --no-install-recommends $missing"
      exit 2
    fi
    as_root="sudo"
  fi
  say "installing: $missing"
  # A broker's package must not start its service: it would take the standard port and be mistaken for the one under test.
  policy=/usr/sbin/policy-rc.d
  [ -e $policy ] && policy="" || printf '#!/bin/sh\nexit 101\n' | $as_root sh -c "cat >$policy && chmod 755 $policy"
  log=$(mktemp)
  install_them() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >"$log" 2>&1
  }
  install_them || { $as_root apt-get update >"$log" 2>&1 && install_them; }
  status=$?
  [ -z "$policy" ] || $as_root rm -f "$policy"
  if [ $status != 0 ]; then
    tail -n 15 "$log" >&2
    say "apt-get could not install: $missing"
    say "The end of its output stands above. Mend that (network, sources), then run this again."
    rm -f "$log"
    exit 2
  fi
  rm -f "$log"
}

# MQTT.js in the versions of tests/interop/package-lock.json; below build/, where the tests of every preset find it. Without it
# the other tests are still worth running: those that need it say so.
need_mqttjs() {
  cmp -s tests/interop/package-lock.json build/npm/node_modules/.installed && return 0
  if ! command -v npm >/dev/null 2>&1; then
    say "There is no npm, so MQTT.js is not tested; please install node and npm."
    return 0
  fi
  say "installing: MQTT.js into build/npm"
  rm -rf build/npm
  mkdir -p build/npm
  cp tests/interop/package.json tests/interop/package-lock.json build/npm/
  log=$(cd build/npm && npm ci --no-audit --no-fund --ignore-scripts 2>&1) || {
    say "$log"
    say "npm could not install MQTT.js, so its tests will fail; see above. Mend that (network, registry), then run this again."
    return 0
  }
  cp tests/interop/package-lock.json build/npm/node_modules/.installed
}

# build_preset PRESET TESTS TARGET…: configures if need be (TESTS is ON or OFF; ON is never taken back, so that ./run after
# ./test rebuilds nothing) and builds. Silent unless there is something to do or something fails.
build_preset() {
  preset=$1 tests=$2
  shift 2
  cache=build/$preset/CMakeCache.txt
  if [ ! -e "build/$preset/build.ninja" ] || { [ "$tests" = ON ] && grep -q '^CONFORMANCE_TESTS:BOOL=OFF' "$cache"; }; then
    say "configuring build/$preset"
    log=$(cmake --preset "$preset" "-DCONFORMANCE_TESTS=$tests" 2>&1) || {
      say "$log"
      say "cmake could not configure; see above. If a compiler or library changed, remove build/$preset and try again."
      exit 2
    }
  fi
  if [ -t 2 ] && [ ! -e "build/$preset/.ninja_log" ]; then
    say "building build/$preset, which takes a few minutes once"
    ninja -C "build/$preset" "$@" >&2 || build_failed
    return
  fi
  log=$(ninja -C "build/$preset" "$@" 2>&1) || { say "$log"; build_failed; }
}
build_failed() { say "The build failed; see above."; exit 2; }
