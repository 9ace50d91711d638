# vmferry: what holds for every target of emit: help and manual name it, -o
# writes all or nothing, --json has its report, --strict minds its losses
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires jq
vmx=$top_srcdir/fixtures/machine/vmx/worked-example.vmx

expect_status 2 "$vmferry" emit --to nothing "$vmx"
targets=$(sed -n 's/.*there are: //p' "$tmpdir/err" | tr -d ,)
[ "$(wc -w <<<"$targets")" -ge 5 ] || fail "targets: $targets"

"$vmferry" emit --help >"$tmpdir/help"
for target in $targets; do
  grep -q "$target" "$tmpdir/help" || fail "the help has no $target"
  grep -q "^=item B<$target>$" "$top_srcdir/tools/vmferry-emit.pod" ||
    fail "the manual has no $target"

  # The same text to a file, in JSON, and to standard output.
  "$vmferry" emit -q --to "$target" "$vmx" >"$tmpdir/text"
  [ -s "$tmpdir/text" ] || fail "$target: nothing"
  "$vmferry" emit -q --to "$target" -o "$tmpdir/file" "$vmx"
  cmp "$tmpdir/text" "$tmpdir/file" || fail "$target: another file"
  "$vmferry" emit --to "$target" --json "$vmx" >"$tmpdir/json"
  jq -rj .definition "$tmpdir/json" | cmp - "$tmpdir/text" ||
    fail "$target: another text in JSON"
  jq -e '.hardware | map(select(.what == "vCPUs" and .source and .target)) |
         length == 1' "$tmpdir/json" >/dev/null || fail "$target: no vCPUs"
  expect_status 1 "$vmferry" emit --to "$target" -o "$tmpdir/none/x" "$vmx"
  [ ! -e "$tmpdir/none" ] || fail "made a folder"

  # Networks that nothing names are a loss to all of them.
  expect_status 3 "$vmferry" emit --strict --to "$target" "$vmx"
  grep -q '^vmferry: warning: ethernet0: ' "$tmpdir/err" ||
    fail "$target: $(cat "$tmpdir/err")"
done
