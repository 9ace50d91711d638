# vmferry: libvirt's QEMU driver accepts what is emitted and makes a command
# line of it, without a daemon; needs root
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires virsh qemu-system-x86_64 unshare
. "$top_srcdir/tests/convert/vm/emit/embed.sh"
cases=$top_srcdir/fixtures/machine/vmx

# Not every host has swtpm: what this one has, its libvirt says.
echo "domcapabilities --virttype qemu --machine q35" >"$tmpdir/commands"
embed "$tmpdir/commands" >"$tmpdir/out" || fail "no domcapabilities"
sed -n '/<domainCapabilities>/,/<\/domainCapabilities>/p' "$tmpdir/out" \
  >"$tmpdir/caps.xml"

for case in worked-example disk-order secure-boot old-bios; do
  xml=$tmpdir/$case.xml
  "$vmferry" emit --domain-type qemu --domcapabilities "$tmpdir/caps.xml" \
    --name "$case" -o "$xml" "$cases/$case.vmx" 2>"$tmpdir/err" ||
    fail "$case: $(cat "$tmpdir/err")"
  echo "define $xml"
  sed '/<interface/,/<\/interface>/d' "$xml" >"$xml.native"
  echo "domxml-to-native qemu-argv $xml.native"
  echo "dumpxml $case --xpath /domain/memory/text()"
done >"$tmpdir/commands"
embed "$tmpdir/commands" >"$tmpdir/out" 2>&1 || fail "$(tail -n 5 "$tmpdir/out")"
! grep -i '^error' "$tmpdir/out" || fail "see above"
[ "$(grep -c -- '-smp ' "$tmpdir/out")" = 4 ] || fail "$(cat "$tmpdir/out")"

# The memory is not replaced by another sum of the NUMA cells.
grep -qx 67108864 "$tmpdir/out" || fail "memory of worked-example changed"
