# vmferry: every source file names its licence and its authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

# sources DIR: the files written by hand, by name or by their first line.
sources ()
{
  find "$1" \( -path "$1/build*" -o -path "$1/vmferry-[0-9]*" \
       -o -path "$1/m4" -o -path "$1/autom4te.cache" -o -path "$1/.git" \
       -o -name .libs -o -name .deps -o -path "$1/fixtures/*/data" \) -prune \
       -o -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' \
       -o -name '*.awk' -o -name '*.pod' -o -name '*.am' -o -name '*.ac' \
       -o -name '.clang-format' \) -print
  find "$1/tests" "$1/fixtures" "$1/tools" "$1/.ci" "$1/vmferry-dev" \
       -type f ! -name '*.*' -size -1000k 2>/dev/null |
    while IFS= read -r file; do
      head -c 2 "$file" | grep '#!' >/dev/null || continue
      head -n 2 "$file" | grep "temporary wrapper script" >/dev/null || echo "$file"
    done
}

# unlicensed DIR: names the sources without the two lines near their top.
unlicensed ()
{
  sources "$1" | sort -u | while IFS= read -r file; do
    [ "${file##*/}" != config.h ] || continue
    head -n 40 "$file" >"$tmpdir/head"
    grep -q 'SPDX-License-Identifier: LGPL-2.1-or-later' "$tmpdir/head" &&
      grep -q 'Copyright (C) 20[0-9][0-9] the vmferry authors' "$tmpdir/head" ||
      echo "$file"
  done
}

mkdir -p "$tmpdir/tree/tests"
echo 'int a;' >"$tmpdir/tree/a.c"
printf '#!/bin/sh\n' >"$tmpdir/tree/tests/b"
[ "$(unlicensed "$tmpdir/tree" | wc -l)" = 2 ] || fail "bad files are not found"

bad=$(unlicensed "$top_srcdir")
[ -z "$bad" ] || fail "no licence line or no copyright line in:"$'\n'"$bad"
