# Sourced by ./test and ./demo: from a bare Debian 12 (git, python3, ca-certificates) to
# what the command needs. Nothing outside the tree is touched but by the system's package
# manager, and that is said before it is done.
#
#   want PACKAGE COMMAND...   PACKAGE is missing unless COMMAND succeeds
#   install_missing           installs what is missing; without the rights says how, exit 2
#   make_venv [REQUIREMENTS]  .venv, with what the file lists

python=${PYTHON:-python3}
venv=.venv
missing=()
export LC_ALL=C.UTF-8 PIP_DISABLE_PIP_VERSION_CHECK=1
export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}

say() { printf '%s\n' "$*"; }

want() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

has_header() {
  printf '#if !__has_include(<%s>)\n#error missing\n#endif\n' "$1" |
    "${CXX:-g++}" -std=c++20 -E -x c++ -
}

want_python() {
  if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "turnout needs Python 3.11 or newer; '$python' is none. Set PYTHON to one." >&2
    exit 2
  fi
  want python3-venv "$python" -c 'import ensurepip, venv'
  want python3-dev "$python" -c \
    'import os, sysconfig; open(os.path.join(sysconfig.get_path("include"), "Python.h"))'
}

install_missing() {
  ((${#missing[@]})) || return 0
  local as_root=()
  local line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  if ! command -v apt-get >/dev/null; then
    say "Missing, by their Debian names: ${missing[*]}. Install them and run this again." >&2
    exit 2
  fi
  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then
      say "Missing system packages. Run this line and then this command again:" >&2
      say "  sudo sh -c '$line'" >&2
      exit 2
    fi
    as_root=(sudo -n)
  fi
  say "Installing system packages: ${missing[*]}"
  if ! { "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >.apt.log 2>&1; then
    cat .apt.log >&2
    say "The system's package manager failed; see above." >&2
    exit 2
  fi
  rm -f .apt.log
  missing=()
}

make_venv() {
  if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --clear "$venv" || exit 2
  fi
  [[ ${1-} ]] || return 0
  cmp -s "$1" "$venv/requirements.installed" && return 0
  "$venv/bin/pip" install -qq --requirement "$1" || return 1
  cp "$1" "$venv/requirements.installed"
}
