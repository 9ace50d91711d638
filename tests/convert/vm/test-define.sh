# vmferry: libvirt's QEMU driver accepts what is emitted and makes a command
# line of it, without a daemon; needs root, and a minute
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires virsh qemu-system-x86_64 unshare
[ "$(id -u)" = 0 ] || skip "qemu:///embed needs root"
cases=$top_srcdir/fixtures/machine/vmx
mkdir "$tmpdir/root"

# embed COMMANDS: runs virsh on a driver of our own, on a /dev without kvm:
# where KVM hangs, asking QEMU what it can do would take minutes each time.
embed ()
{
  unshare --mount --pid --fork --mount-proc bash -euc '
    dev=$1/dev
    mkdir -p "$dev"
    mount -t tmpfs none "$dev"
    for node in full null ptmx random tty urandom zero; do
      : >"$dev/$node"
      mount --bind "/dev/$node" "$dev/$node"
    done
    mkdir "$dev/pts" "$dev/shm"
    mount --bind /dev/pts "$dev/pts"
    mount --move "$dev" /dev
    timeout 200 virsh -c "qemu:///embed?root=$1/root" "$2"' \
    embed "$tmpdir" "$1" </dev/null
}

embed version >"$tmpdir/out" 2>&1 || skip "no qemu:///embed: $(cat "$tmpdir/out")"

commands=
for case in worked-example disk-order secure-boot old-bios many-vcpus; do
  xml=$tmpdir/$case.xml
  "$vmferry" emit --domain-type qemu --name "$case" -o "$xml" \
    "$cases/$case.vmx" 2>/dev/null
  commands+="define $xml; domxml-to-native qemu-argv $xml; "
  commands+="dumpxml $case --xpath /domain/memory/text(); "
done
embed "$commands" >"$tmpdir/out" 2>&1 || fail "$(tail -n 5 "$tmpdir/out")"
[ "$(grep -c "' defined from" "$tmpdir/out")" = 5 ] ||
  fail "$(grep -i error "$tmpdir/out")"

# The memory is not replaced by another sum of the NUMA cells.
grep -qx 67108864 "$tmpdir/out" || fail "memory of worked-example changed"
