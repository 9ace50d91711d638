# vmferry: what a Linux guest sees of its processors, nodes, NICs and UUID, for
# tests that source this after tests/lib.sh: rows of the matrix
# (tests/convert/vm/hardware/cpu-matrix.txt) as guests
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/guest/small-guest.sh"
matrix=$top_srcdir/tests/convert/vm/hardware/cpu-matrix

# see NAME...: fails unless each guest sees what its row says.
see ()
{
  local name
  make_initrd virtio_pci virtio_net
  python3 "$matrix.py" vmx "$matrix.txt" "${tmpdir:?}" >/dev/null
  for name; do
    small "$name"
  done
  start "$@"
  for name; do
    python3 "$matrix.py" seen "$matrix.txt" "$name" "$tmpdir/$name.saw" \
      >"$tmpdir/err" || fail "$(cat "$tmpdir/err")"
    echo "$name: $(grep -c '^vmferry-saw' "$tmpdir/$name.saw") things as the" \
      "table says"
  done
}
