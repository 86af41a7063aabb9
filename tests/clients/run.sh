#!/usr/bin/env bash
# Runs the scenarios in real editors: VS Code and Neovim, and Emacs where it is installed.
#   tests/clients/run.sh [vscode] [neovim] [emacs]      default: vscode neovim emacs
# Installs what is missing: VS Code into ~/.cache (DESTINATION_WRITER_EDITORS names another place); Debian packages as root
# or with sudo that asks nothing. Ends with the number of editors that failed.
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cache=${DESTINATION_WRITER_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/destination-writer-editors}
failures=0

say() { printf '\n== %s\n' "$*"; }

apt_install() {
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  local install=("${as_root[@]}" apt-get install -y --no-install-recommends "$@")
  "${install[@]}" >/dev/null 2>&1 && return
  if ! "${as_root[@]}" apt-get update >/dev/null 2>&1 || ! "${install[@]}" >/dev/null; then
    echo "BLOCKER: $* cannot be installed from here. As root: apt-get install -y --no-install-recommends $*" >&2
    return 1
  fi
}

# A Python with the server and what builds its wheel: the project's, or one made for this.
python_with_server() {
  if [ -x .venv/bin/destination-writer ]; then
    bin=$PWD/.venv/bin
    return
  fi
  bin=$cache/venv/bin
  [ -x "$bin/python" ] || python3 -m venv "$cache/venv" || return 1
  "$bin/python" -m pip install --quiet --disable-pip-version-check -e . build hatchling
}

in_vscode() {
  command -v npm >/dev/null || apt_install nodejs npm || return 1
  node tests/clients/vscode/install.mjs || return 1
  if ! cmp -s vscode-client/package-lock.json vscode-client/node_modules/.installed-from; then
    npm --prefix vscode-client ci --ignore-scripts --no-audit --no-fund --loglevel=error || return 1
    cp vscode-client/package-lock.json vscode-client/node_modules/.installed-from
  fi
  node vscode-client/scripts/package.mjs --python "$bin/python" || return 1
  node tests/clients/vscode/scenario.mjs
}

in_neovim() {
  command -v nvim >/dev/null || apt_install neovim || return 1
  PATH=$bin:$PATH timeout 180 nvim --headless --clean -c 'luafile tests/clients/nvim/scenario.lua'
}

in_emacs() {
  if ! command -v emacs >/dev/null || ! emacs --batch --eval "(progn (package-initialize) (require 'eglot))" 2>/dev/null; then
    echo "left out: Emacs with Eglot is missing (apt-get install --no-install-recommends emacs-nox elpa-eglot)"
    return
  fi
  PATH=$bin:$PATH timeout 180 emacs --batch -l tests/clients/emacs/scenario.el
}

mkdir -p "$cache"
python_with_server || exit 1
[ $# -gt 0 ] || set -- vscode neovim emacs
for editor in "$@"; do
  say "$editor"
  # A busy machine makes an editor lose a click; what fails twice is no accident.
  "in_$editor" || { say "$editor, played once more"; "in_$editor"; } || { failures=$((failures + 1)); echo "FAIL in $editor"; }
done
say "$failures of the editors failed"
exit "$failures"
