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

# What is emitted for each is what libvirt's schema allows.
requires virt-xml-validate
count=0
for xml in "$top_srcdir"/fixtures/fuzz/libvirt-xml/*.xml \
    "$corpus"/libvirt-xml/libvirt-libvirt/xml2vmxdata/*.xml; do
  expect_status 0 "$vmferry" emit -o "$tmpdir/vm.xml" "$xml"
  virt-xml-validate "$tmpdir/vm.xml" domain >"$tmpdir/out" 2>&1 ||
    fail "$xml: $(head -n 3 "$tmpdir/out")"
  count=$((count + 1))
done
[ "$count" -ge 38 ] || fail "only $count domains"
