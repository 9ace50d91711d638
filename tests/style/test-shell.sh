# vmferry: the scripts parse, and do not pipe into "grep -q"
#
# grep -q ends at the first hit, what writes to it then dies of SIGPIPE, and
# with pipefail the pipeline has failed: now and then, depending on timing.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

# bad_pipes FILE...: names those that pipe into grep -q.
bad_pipes ()
{
  grep -lPz '\|\s*grep -[A-Za-z]*q' "$@" || :
}

printf 'a |\n  grep -Eq b\n' >"$tmpdir/bad.sh"
[ -n "$(bad_pipes "$tmpdir/bad.sh")" ] || fail "a bad pipe goes unnoticed"

mapfile -t scripts < <(find "$top_srcdir/tests" -name '*.sh' \
                         ! -name test-shell.sh | sort)
scripts+=("$top_srcdir/vmferry-dev" "$top_srcdir/tests/run")
for script in "${scripts[@]}"; do
  bash -n "$script" || fail "$script does not parse"
done
bad=$(bad_pipes "${scripts[@]}")
[ -z "$bad" ] || fail "use 'grep ... >/dev/null' after a pipe in: $bad"
