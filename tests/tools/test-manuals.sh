# vmferry: each command has a manual page that names exactly its options
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires podchecker

tools=$top_srcdir/tools

# options_in POD: the long options that it has an item for.
options_in ()
{
  sed -n 's/^=item //p' "$1" | grep -o 'B<--[a-z0-9-]*>' | tr -d 'B<>' |
    sort -u || :
}

# same_list WHAT WANTED GOT: fails, naming what differs.
same_list ()
{
  local missing extra
  missing=$(comm -23 <(echo "$2") <(echo "$3") | tr '\n' ' ')
  extra=$(comm -13 <(echo "$2") <(echo "$3") | tr '\n' ' ')
  [ -z "${missing// /}" ] || fail "$1: no =item for $missing"
  [ -z "${extra// /}" ] || fail "$1: it has no such option: $extra"
}

# The page itself: well-formed, and with the sections that a reader expects.
check_page ()
{
  local page=$1 name section
  shift
  name=$(basename "$page" .pod)
  podchecker -warnings "$page" 2>"$tmpdir/err" ||
    fail "$(cat "$tmpdir/err")"
  ! grep -q WARNING "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
  grep -qx "=encoding utf8" "$page" || fail "$name: no =encoding utf8"
  for section; do
    grep -qx "=head1 $section" "$page" || fail "$name: no section $section"
  done
  sed -n '/^=head1 NAME/,/^=head1 S/p' "$page" | grep "^$name - " >/dev/null ||
    fail "$name: NAME is not '$name - what it does'"
}

for page in "$tools"/*.pod; do
  check_page "$page" NAME SYNOPSIS EXAMPLES "SEE ALSO"
  [ -e "$top_builddir/tools/$(basename "$page" .pod).1" ] ||
    [ -e "$top_srcdir/tools/$(basename "$page" .pod).1" ] ||
    fail "$page is not in man_pods"
done

# What every command has is told once, in vmferry(1).
common=$(options_in "$tools/vmferry.pod")
for command in $("$vmferry" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
  page=$tools/vmferry-$command.pod
  [ -e "$page" ] || fail "no manual page $page"
  check_page "$page" "EXIT STATUS"
  options=$("$vmferry" "$command" --long-options | sort -u)
  same_list "vmferry.pod, and $command" "$common" \
    "$(comm -12 <(echo "$common") <(echo "$options"))"
  same_list "vmferry-$command.pod" \
    "$(comm -13 <(echo "$common") <(echo "$options"))" "$(options_in "$page")"
done

# So are the formats of disks.
"$vmferry" info -f nope "$tools/vmferry.pod" 2>"$tmpdir/err" &&
  fail "an unknown format passes"
formats=$(sed -n 's/.*use one of //p' "$tmpdir/err" | tr -d ,)
[ -n "$formats" ] || fail "$(cat "$tmpdir/err")"
for format in $formats; do
  grep -qx "=item B<$format>" "$tools/vmferry.pod" ||
    fail "vmferry.pod: no =item for the format $format"
done
