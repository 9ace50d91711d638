# vmferry: "make install" puts everything in its place, and it runs from there
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires make

# config VARIABLE: what configure set it to.
config ()
{
  printf 'include Makefile\nvf-show:\n\t@echo $(%s)\n' "$1" |
    env -u MAKEFLAGS -u MFLAGS make -s -C "$top_builddir" -f - vf-show
}

env -u MAKEFLAGS -u MFLAGS -u DESTDIR \
  make -s -C "$top_builddir" install DESTDIR="$tmpdir/root" \
  >"$tmpdir/log" 2>&1 || fail "make install: $(tail -n 5 "$tmpdir/log")"

# installed VARIABLE FILE: FILE lies in the folder that VARIABLE names.
installed ()
{
  local path
  path=$tmpdir/root$(config "$1")/$2
  [ -e "$path" ] || fail "not installed: $path"
}

installed bindir vmferry
installed pkglibexecdir vmferry-vm
installed nbdkitplugindir nbdkit-vmferry-plugin.so
installed mandir man1/vmferry.1
installed mandir man1/vmferry-info.1
installed mandir man1/nbdkit-vmferry-plugin.1
installed bashcompletiondir vmferry
installed pkgdatadir hyperv-export.ps1
"$tmpdir/root$(config bindir)/vmferry" --version | grep '^vmferry ' >/dev/null ||
  fail "the installed program does not run"

# Nothing of the build leaks out: no convenience library, no test.
(cd "$tmpdir/root" && find . -name '*.a' -o -name '*.la' -o -name 'test-*') \
  >"$tmpdir/leaked"
[ ! -s "$tmpdir/leaked" ] || fail "installed by mistake: $(cat "$tmpdir/leaked")"
