# vmferry: libvirt's QEMU driver in a process of its own, for a test that
# sources this after tests/lib.sh.  It needs root, and no daemon.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

[ "$(id -u)" = 0 ] || skip "qemu:///embed needs root"
mkdir -p "${tmpdir:?source tests/lib.sh first}/root/etc"

# Domains can be started, with nothing of the host's: no log daemon, no cgroups,
# no users.
cat >"$tmpdir/root/etc/qemu.conf" <<'END'
stdio_handler = "file"
security_driver = "none"
user = "root"
group = "root"
namespaces = []
cgroup_controllers = []
remember_owner = 0
END

# embed FILE: runs the virsh commands in FILE, one per line, on a driver of our
# own, on a /dev without kvm: where KVM hangs, asking QEMU what it can do would
# take minutes each time.  The shell stays, to reap what QEMU leaves: else libvirt
# waits for each of them.
embed ()
{
  unshare --mount --pid --fork --mount-proc bash -euc '
    dev=$1/dev
    mkdir -p "$dev"
    mount -t tmpfs none "$dev"
    for node in full null random tty urandom zero; do
      : >"$dev/$node"
      mount --bind "/dev/$node" "$dev/$node"
    done
    mkdir "$dev/pts" "$dev/shm"
    mount -t devpts devpts "$dev/pts" -o newinstance,ptmxmode=0666
    ln -s pts/ptmx "$dev/ptmx"
    mount --move "$dev" /dev
    timeout 1500 virsh -q -c "qemu:///embed?root=$1/root" <"$2"
    exit $?' \
    embed "$tmpdir" "$1"
}

echo version >"$tmpdir/version"
embed "$tmpdir/version" >"$tmpdir/out" 2>&1 ||
  skip "no qemu:///embed: $(cat "$tmpdir/out")"
