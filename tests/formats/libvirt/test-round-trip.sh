# vmferry: what is emitted for libvirt is read back as the same machine
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3

there_and_back ()
{
  python3 "$top_srcdir/tests/formats/libvirt/round-trip.py" "$vmferry" \
    "$tmpdir" "$@"
}

export PYTHONDONTWRITEBYTECODE=1
there_and_back 15 "$top_srcdir/fixtures/machine/vmx"
there_and_back 2 "$top_srcdir/fixtures/fuzz/libvirt-xml"
need_corpus vmx libvirt-xml
there_and_back 100 "$corpus/vmx"
there_and_back 30 "$corpus/libvirt-xml"
