# vmferry: libvirt's QEMU driver in a process of its own, for a test that
# sources this after tests/lib.sh.  It needs root, and no daemon.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

[ "$(id -u)" = 0 ] || skip "qemu:///embed needs root"
mkdir "${tmpdir:?source tests/lib.sh first}/root"

# embed FILE: runs the virsh commands in FILE, one per line, on a driver of our
# own, on a /dev without kvm: where KVM hangs, asking QEMU what it can do would
# take minutes each time.
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
    timeout 300 virsh -q -c "qemu:///embed?root=$1/root" <"$2"' \
    embed "$tmpdir" "$1"
}

echo version >"$tmpdir/version"
embed "$tmpdir/version" >"$tmpdir/out" 2>&1 ||
  skip "no qemu:///embed: $(cat "$tmpdir/out")"
