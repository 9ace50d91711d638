# vmferry: --version and --help answer, and wrong usage is status 2
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

"$vmferry" --version | grep -E '^vmferry [0-9]+\.[0-9]+\.[0-9]+$' >/dev/null ||
  fail "--version does not print 'vmferry X.Y.Z'"
"$vmferry" --help | grep '^usage: vmferry' >/dev/null || fail "--help has no usage"

status=0
"$vmferry" --no-such-option 2>"$tmpdir/err" || status=$?
[ "$status" = 2 ] || fail "wrong usage gave status $status, not 2"
[ -s "$tmpdir/err" ] || fail "wrong usage said nothing on stderr"
