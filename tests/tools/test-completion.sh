# vmferry: bash completes commands and options as the program has them
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tools/bash-completion/vmferry"

# complete_line WORD...: what Tab offers after these words, the last of them
# being the one that is typed.
complete_line ()
{
  COMP_WORDS=("$vmferry" "$@")
  COMP_CWORD=$#
  COMPREPLY=()
  _vmferry
  echo "${COMPREPLY[*]}"
}

# offers WANTED WORD...: the offer must be WANTED.
offers ()
{
  local wanted=$1 got
  shift
  got=$(complete_line "$@")
  [ "$got" = "$wanted" ] || fail "after '$*' it offers '$got', not '$wanted'"
}

offers "inspect info" in
offers "--help" --h
offers "--json" info --js
offers "" info some-file

commands=$("$vmferry" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p')
[ -n "$commands" ] || fail "--help lists no commands"
for command in $commands; do
  for option in $("$vmferry" "$command" --long-options); do
    complete_line "$command" "$option" | grep -w -e "$option" >/dev/null ||
      fail "$command: $option is not offered"
  done
done
