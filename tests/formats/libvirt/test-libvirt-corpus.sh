# vmferry: every libvirt domain of the corpus is read; no key vanishes
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3
need_corpus libvirt-xml vmx

export PYTHONDONTWRITEBYTECODE=1
python3 "$top_srcdir/tests/formats/libvirt/corpus.py" "$vmferry" "$corpus"

# What a host can do is no domain.
capabilities=$corpus/libvirt-xml/libvirt-libvirt/domaincapsdata
expect_status 1 "$vmferry" show \
  "$capabilities/qemu_10.0.0-q35.x86_64.xml"
grep -q 'not a VM definition' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
