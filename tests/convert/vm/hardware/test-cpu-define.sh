# vmferry: libvirt's QEMU driver takes each VM of the matrix of vCPUs and nodes
# as it is, and makes a command line of it; needs root, and a minute
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3 virsh qemu-system-x86_64 unshare
. "$top_srcdir/tests/convert/vm/emit/embed.sh"
matrix=$top_srcdir/tests/convert/vm/hardware/cpu-matrix

mkdir "$tmpdir/vm" "$tmpdir/defined"
python3 "$matrix.py" vmx "$matrix.txt" "$tmpdir/vm" >/dev/null
for vmx in "$tmpdir/vm"/*.vmx; do
  name=$(basename "$vmx" .vmx)
  # Emulation has no APIC ids of more than 8 bits.
  if ! "$vmferry" emit --domain-type qemu --network '*:default' \
    -o "$tmpdir/vm/$name.xml" "$vmx" 2>"$tmpdir/err"; then
    grep -q 'APIC ids, and QEMU .* without KVM' "$tmpdir/err" ||
      fail "$name: $(cat "$tmpdir/err")"
    "$vmferry" emit -q -o "$tmpdir/defined/$name.xml" "$vmx"
    mv "$vmx" "$tmpdir/vm/$name.large"
    continue
  fi
  # A NIC would need the host's /dev/net/tun.
  sed '/<interface/,/<\/interface>/d' "$tmpdir/vm/$name.xml" \
    >"$tmpdir/vm/$name.native"
  echo "define --validate $tmpdir/vm/$name.xml"
  echo "domxml-to-native qemu-argv $tmpdir/vm/$name.native"
  echo "dumpxml $name"
done >"$tmpdir/commands"
embed "$tmpdir/commands" >"$tmpdir/out" 2>&1 || fail "$(tail -n 5 "$tmpdir/out")"
! grep -i '^error' "$tmpdir/out" || fail "see above"

# What libvirt made of each is still what the table says.
awk -v folder="$tmpdir/defined" '
  /^<domain / { text = ""; inside = 1 }
  inside { text = text $0 "\n" }
  inside && /<name>/ { gsub(/.*<name>|<\/name>.*/, ""); name = $0 }
  /^<\/domain>/ { printf "%s", text >(folder "/" name ".xml"); inside = 0 }' \
  "$tmpdir/out"
python3 "$matrix.py" check "$matrix.txt" "$tmpdir/defined" >"$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
[ "$(grep -c -- '-smp ' "$tmpdir/out")" = \
  "$(find "$tmpdir/vm" -name '*.vmx' | wc -l)" ] ||
  fail "some have no command line"
