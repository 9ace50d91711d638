# vmferry: every source and every test is in a Makemodule.am, in order
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

# listed DIR: every word of the Makemodules below DIR.
listed ()
{
  cat "$1"/*/Makemodule.am | sed 's/#.*//' | tr -s ' \t\\()$=' '\n' | sort -u
}

# unlisted DIR: the sources below DIR that no Makemodule names.
unlisted ()
{
  listed "$1" >"$tmpdir/listed"
  (cd "$1" &&
     find common formats convert inspect drivers tools -name '*.[ch]'
   cd "$1" && find tests -name '*.c' -path 'tests/*/*' | sed 's/\.c$//'
   cd "$1" && find tests -name '*.sh' -o -name '*.h' -o -name '*.py' \
     -o -name '*.awk') 2>/dev/null | sort |
    while IFS= read -r file; do
      grep -Fqx -e "$file" -e "$file.c" "$tmpdir/listed" || echo "$file"
    done
}

# unsorted DIR: each file that stands after one that it should precede, in a
# list of one file per line.
unsorted ()
{
  LC_ALL=C awk '
    /^\t[a-z]+\/[^ \t$]+( \\)?$/ {
      sub(/ \\$/, "")
      if (inside && $1 < last)
        print FILENAME ":" FNR ": " $1 " is out of alphabetical order"
      last = $1
      inside = 1
      next
    }
    { inside = 0 }' "$1"/*/Makemodule.am
}

# twins DIR: tests that would write to one log, so that the result of one of
# them is lost.
twins ()
{
  (cd "$1" && find tests -name 'test-*.c' -o -name 'test-*.sh') |
    sed 's/\.[a-z]*$//' | sort | uniq -d
}

mkdir -p "$tmpdir/tree/common" "$tmpdir/tree/tests/common"
printf 'x = \\\n\tcommon/b.c \\\n\tcommon/a.c\n' \
  >"$tmpdir/tree/common/Makemodule.am"
touch "$tmpdir/tree/common/"{a,b,c}.c "$tmpdir/tree/tests/common/test-a.sh"
[ "$(unlisted "$tmpdir/tree" | tr '\n' ' ')" = \
  "common/c.c tests/common/test-a.sh " ] ||
  fail "a file that is not listed goes unnoticed"
[ -n "$(unsorted "$tmpdir/tree")" ] || fail "a list out of order goes unnoticed"
touch "$tmpdir/tree/tests/common/test-a.c"
[ "$(twins "$tmpdir/tree")" = tests/common/test-a ] ||
  fail "two tests of one name go unnoticed"

for folder in "$top_srcdir"/fixtures/*/; do
  folder=fixtures/$(basename "$folder")
  [ "$folder" != "fixtures/*" ] || continue
  listed "$top_srcdir" | grep "^$folder\(/\|$\)" >/dev/null ||
    fail "fixtures/Makemodule.am releases nothing of $folder"
done

bad=$(unlisted "$top_srcdir")
[ -z "$bad" ] || fail "in no Makemodule.am, so not built, run or released:
$bad"
bad=$(unsorted "$top_srcdir")
[ -z "$bad" ] || fail "$bad"
bad=$(twins "$top_srcdir")
[ -z "$bad" ] || fail "two tests have one name: $bad"

# Nothing that the build makes is kept.
if [ -e "$top_srcdir/.git" ] && command -v git >/dev/null; then
  bad=$(cd "$top_srcdir" && git ls-files -z common formats convert inspect \
          drivers tools tests | xargs -0 -r grep -laP '^\x7fELF' || :)
  [ -z "$bad" ] || fail "a build product is tracked: $bad"
fi
