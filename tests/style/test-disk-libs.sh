# vmferry: commands for disks and definitions load neither libguestfs nor libvirt
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires ldd

heavy='lib(guestfs|virt|hivex|augeas|glib)[-.0-9]'

# links_none FILE: fails when FILE is linked with one of them.
links_none ()
{
  local libs
  libs=$(ldd "$1") || fail "ldd $1: $libs"
  if grep -E "$heavy" <<<"$libs"; then
    fail "$1 must not be linked with these"
  fi
}

# loads_none COMMAND...: the same of what the loader opens during a run.
loads_none ()
{
  LD_DEBUG=libs LD_DEBUG_OUTPUT="$tmpdir/ld" "$@" >"$tmpdir/out" 2>&1 ||
    fail "$*: $(cat "$tmpdir/out")"
  cat "$tmpdir"/ld.* >"$tmpdir/loads"
  rm "$tmpdir"/ld.*
  grep -q 'calling init' "$tmpdir/loads" || fail "LD_DEBUG shows nothing"
  if grep -E "$heavy" "$tmpdir/loads"; then
    fail "'$*' must not load these"
  fi
}

# The check itself: a program that does use one of them must be noticed.
if grep -q guestfs_create "$top_builddir/vmferry-vm"; then
  ldd "$top_builddir/vmferry-vm" | grep -E "$heavy" >/dev/null ||
    fail "vmferry-vm is not linked with libguestfs: is this check blind?"
fi

links_none "$vmferry"
loads_none "$vmferry" --version
links_none "$top_builddir/.libs/nbdkit-vmferry-plugin.so"

truncate -s 1M "$tmpdir/disk.raw"
loads_none "$vmferry" info -f raw "$tmpdir/disk.raw"
loads_none "$vmferry" show "$top_srcdir/fixtures/machine/vmx/minimal.vmx"
