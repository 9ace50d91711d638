# vmferry: every header compiles alone, twice over, and without config.h
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires "${CC%% *}"

# alone DIR HEADER: compiles HEADER, a path from DIR.
alone ()
{
  # shellcheck disable=SC2086
  printf '#include "%s"\n' "$2" "$2" |
    $CC -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wundef -Werror \
      -I"$1" -fsyntax-only -x c -
}

echo 'size_t vf_needs_stddef (void);' >"$tmpdir/bad.h"
! alone "$tmpdir" bad.h 2>/dev/null || fail "a header without its includes passes"
echo 'struct vf_unguarded { int a; };' >"$tmpdir/bad.h"
! alone "$tmpdir" bad.h 2>/dev/null || fail "a header without a guard passes"

count=0
bad=
while IFS= read -r header; do
  alone "$top_srcdir" "$header" || bad="$bad $header"
  count=$((count + 1))
done < <(cd "$top_srcdir" &&
           find common formats convert inspect drivers tools tests \
             -name '*.h' | sort)
[ -z "$bad" ] || fail "these do not compile alone:$bad"
[ "$count" -gt 0 ] || fail "no headers found"
echo "$count headers compile alone"
