# vmferry: tiny guests that say what they see of their hardware, for tests that
# source this after tests/lib.sh.  They start as libvirt's QEMU driver starts
# the domains that are emitted, but by emulation.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

PATH=$PATH:/usr/sbin:/sbin
requires python3 virsh qemu-system-x86_64 unshare cpio modprobe
kernel=$(find /boot -name 'vmlinuz-*' 2>/dev/null | sort -V | tail -n 1)
[ -n "$kernel" ] || skip "no kernel in /boot"
release=${kernel##*/vmlinuz-}
. "${top_srcdir:?}/tests/convert/vm/emit/embed.sh"

# make_initrd MODULE...: $tmpdir/initrd, of $tmpdir/initrd.d with one static
# program and these modules.
make_initrd ()
{
  local root=${tmpdir:?}/initrd.d module
  mkdir -p "$root/dev" "$root/run"
  "${CC:-cc}" -O1 -static -o "$root/init" "$top_srcdir/tests/guest/cpu-init.c" ||
    skip "no static programs can be made here"
  for module; do
    modprobe --show-depends -S "$release" "$module"
  done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' |
    while IFS= read -r module; do
      cp "$module" "$root/"
      echo "/$(basename "$module")"
    done >"$root/modules"
  (cd "$root" && find . | cpio -o -H newc --quiet) >"$tmpdir/initrd"
}

# small NAME [OPTION...]: the domain of $tmpdir/NAME.vmx as it is emitted, what
# is said with it in NAME.said, with the kernel, a console in a file, and
# nothing that a host would have to have.  The model is Intel's: what emulation
# has by itself is AMD's, of which Linux sees no threads.
small ()
{
  local name=$1
  shift
  "${vmferry:?}" emit --domain-type qemu --cpu Nehalem --network '*:default' \
    --disk-dir "$tmpdir" "$@" -o "$tmpdir/$name.xml" "$tmpdir/$name.vmx" 2>"$tmpdir/$name.said"
  python3 - "$tmpdir" "$name" "$kernel" <<'END'
import sys
import xml.etree.ElementTree as ET

folder, name, kernel = sys.argv[1:]
ET.register_namespace("qemu", "http://libvirt.org/schemas/domain/qemu/1.0")
tree = ET.parse(f"{folder}/{name}.xml")
os, devices = tree.find("os"), tree.find("devices")
for tag, text in (("kernel", kernel), ("initrd", f"{folder}/initrd"),
                  ("cmdline", "console=ttyS0 panic=-1 quiet")):
    ET.SubElement(os, tag).text = text
for tag in ("graphics", "console", "channel", "rng"):
    for device in devices.findall(tag):
        devices.remove(device)
for disk in devices.findall("disk"):
    # Not every file system that has the tests has that.
    disk.find("driver").attrib.pop("cache", None)
for nic in devices.findall("interface"):
    nic.set("type", "user")
    nic.remove(nic.find("source"))
serial = devices.find("serial")
serial.set("type", "file")
ET.SubElement(serial, "source", path=f"{folder}/{name}.console")
tree.write(f"{folder}/{name}.xml")
END
}

# ended NAME: whether the guest has said all that it has to say.
ended ()
{
  grep -q "^vmferry-saw end" "$tmpdir/$1.console" 2>/dev/null
}

# commands NAME...: starts each guest and waits for its last word; in the end
# the driver takes its guests with it.
commands ()
{
  local name i
  for name; do
    echo "create $tmpdir/$name.xml"
    for ((i = 0; i < 600; i++)); do
      ! ended "$name" || break
      ! grep -q '^error' "$tmpdir/out" || return 0
      sleep 0.5
    done
  done
}

# start NAME...: runs each guest to its end; what it saw is in $tmpdir/NAME.saw.
start ()
{
  local name
  mkfifo "$tmpdir/virsh"
  commands "$@" >"$tmpdir/virsh" &
  embed "$tmpdir/virsh" >"$tmpdir/out" 2>&1 || :
  for name; do
    ended "$name" || fail "$name: $(tail -n 5 "$tmpdir/out")
$(tail -n 20 "$tmpdir/$name.console")"
    tr -d '\r' <"$tmpdir/$name.console" >"$tmpdir/$name.saw"
  done
}
