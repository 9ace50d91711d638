# vmferry: no file over 600 lines, no function over 90, no line over 80 columns
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3 ctags
ctags --version | grep Universal >/dev/null || skip "this ctags is not universal-ctags"

sizes ()
{
  python3 "$top_srcdir/tests/style/sizes.py" "$1"
}

mkdir -p "$tmpdir/tree/common"
{
  printf 'int\nvf_long (void)\n{\n'
  for _ in {1..90}; do echo '  vf_step ();'; done
  printf '}\n'
} >"$tmpdir/tree/common/long.c"
! sizes "$tmpdir/tree" >"$tmpdir/out" || fail "a function of 90 lines passes"
grep -q 'long.c: vf_long: 9[0-9] lines' "$tmpdir/out" || fail "not named"
for _ in {1..601}; do echo; done >"$tmpdir/tree/common/long.c"
! sizes "$tmpdir/tree" >"$tmpdir/out" || fail "a file of 601 lines passes"
printf '/* %078d */\n' 0 >"$tmpdir/tree/common/long.c"
! sizes "$tmpdir/tree" >"$tmpdir/out" || fail "a line of 84 columns passes"

sizes "$top_srcdir" || fail "see above: split what is too long"
