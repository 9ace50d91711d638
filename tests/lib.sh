# vmferry: what every shell test starts with
#
# A test sources this first:   . "${top_srcdir:?}/tests/lib.sh"
# It gets: set -eu and pipefail; $vmferry (the built program), $top_srcdir,
# $top_builddir, $corpus (real images; see need_corpus), $tmpdir (a new
# folder, removed at exit); and the functions below.
# Exit status: 0 passed, 77 skipped (skip, requires, need_corpus), other failed.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

set -euo pipefail

: "${top_srcdir:?not set: run this by make check, or as tests/run TEST}"
: "${top_builddir:?not set: run this by make check, or as tests/run TEST}"

# What a test compares must not depend on who runs it.
export LC_ALL=C TZ=UTC
unset LIBGUESTFS_DEBUG LIBGUESTFS_TRACE 2>/dev/null || :

vmferry=$top_builddir/vmferry
corpus=${VMFERRY_CORPUS:-$top_srcdir/../shared/corpus}
test_name=$(basename "$0" .sh)

# fail MESSAGE...: the test has failed.
fail ()
{
  echo "$test_name: FAILED: $*" >&2
  exit 1
}

# skip MESSAGE...: the test cannot run here.
skip ()
{
  echo "$test_name: skipped: $*" >&2
  exit 77
}

# requires CMD...: skips unless each is a program in PATH.
requires ()
{
  local cmd
  for cmd; do
    command -v "$cmd" >/dev/null || skip "no $cmd here"
  done
}

# need_corpus [FILE...]: skips unless the corpus (and these files of it) exist.
need_corpus ()
{
  local file
  [ -d "$corpus" ] || skip "no corpus at $corpus (set VMFERRY_CORPUS)"
  for file; do
    [ -e "$corpus/$file" ] || skip "the corpus has no $file"
  done
}

# cleanup COMMAND [ARG...]: runs it when the test ends, however it ends; the
# last one registered runs first.
cleanup ()
{
  local quoted
  printf -v quoted '%q ' "$@"
  cleanup_commands=("$quoted" ${cleanup_commands[@]+"${cleanup_commands[@]}"})
}
cleanup_commands=()

run_cleanups ()
{
  local status=$? command
  trap - EXIT
  set +e
  for command in ${cleanup_commands[@]+"${cleanup_commands[@]}"}; do
    eval "$command"
  done
  exit "$status"
}
trap run_cleanups EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

tmpdir=$(mktemp -d "${TMPDIR:-/tmp}/vmferry-$test_name.XXXXXX")
cleanup rm -rf "$tmpdir"

# expect_status N COMMAND...: fails unless COMMAND ends with status N; its
# standard output and error are left in $tmpdir/out and $tmpdir/err.
expect_status ()
{
  local want=$1 got=0
  shift
  "$@" >"$tmpdir/out" 2>"$tmpdir/err" || got=$?
  [ "$got" = "$want" ] ||
    fail "'$*' ended with status $got, not $want: $(tail -n 5 "$tmpdir/err")"
}

# same_state FILE...: prints digest and mtime of each, to compare a source
# before with the same source after.
same_state ()
{
  local file
  for file; do
    echo "$(sha256sum <"$file") $(stat -c '%Y.%y %s' "$file") $file"
  done
}
