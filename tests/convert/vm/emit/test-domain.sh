# vmferry: what is emitted passes libvirt's schema; --define hands it over once
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires virt-xml-validate
cases=$top_srcdir/fixtures/machine/vmx

for xml in "$cases"/*.expected.xml; do
  virt-xml-validate "$xml" domain >"$tmpdir/out" 2>&1 ||
    fail "$xml: $(head -n 3 "$tmpdir/out")"
done

# Both kinds of domain, and a name that is there already.
for type in kvm qemu; do
  "$vmferry" emit --domain-type $type -o "$tmpdir/vm.xml" \
    "$cases/worked-example.vmx" 2>/dev/null
  virt-xml-validate "$tmpdir/vm.xml" domain >/dev/null 2>&1
  grep -q "^<domain type='$type' " "$tmpdir/vm.xml" || fail "not of type $type"
done
expect_status 0 "$vmferry" emit --define test:///default "$cases/odd-cores.vmx"
expect_status 1 "$vmferry" emit --define test:///default --name test \
  "$cases/odd-cores.vmx"
grep -q 'there is a domain "test" already' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"

# Losses are named, and --strict minds them.
expect_status 3 "$vmferry" emit --strict "$cases/hot-add.vmx"
grep -q 'warning: vcpu.hotadd: ' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
expect_status 0 "$vmferry" emit --strict --network '*:default' \
  "$cases/nic-order.vmx"
[ ! -s "$tmpdir/err" ] || fail "$(cat "$tmpdir/err")"

# A target that cannot be written leaves nothing.
expect_status 1 "$vmferry" emit -o "$tmpdir/none/vm.xml" "$cases/paths.vmx"
[ ! -e "$tmpdir/none" ] || fail "made a folder"
expect_status 2 "$vmferry" emit --to nothing "$cases/paths.vmx"
expect_status 2 "$vmferry" show -f nothing "$cases/paths.vmx"

# What QEMU would refuse only when the VM starts is refused here.
sed 's/"260"/"300"/' "$cases/many-vcpus.vmx" >"$tmpdir/300.vmx"
expect_status 1 "$vmferry" emit "$tmpdir/300.vmx"
grep -q '300 vCPUs: q35 of QEMU 7.2 has at most 288' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
expect_status 1 "$vmferry" emit --domain-type qemu "$cases/many-vcpus.vmx"
grep -q '260 vCPUs in .* sockets: they take .* APIC ids, and QEMU 7.2 has' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
