# vmferry: what a Linux guest calls its NICs, for tests that source this after
# tests/lib.sh: rows of nic-names.txt as guests with the udev of this host
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/guest/small-guest.sh"
requires udevadm ldd qemu-img
names=$top_srcdir/tests/guest/nic-names

# add_udev: puts udev, with its rules for NICs, into what make_initrd packs.
add_udev ()
{
  local root=${tmpdir:?}/initrd.d file
  mkdir -p "$root/bin"
  {
    ldd "$(command -v udevadm)" | grep -o '/[^ ]*'
    printf '%s\n' /usr/lib/udev/rules.d/75-net-description.rules \
      /usr/lib/udev/rules.d/80-net-setup-link.rules \
      /usr/lib/systemd/network/99-default.link
  } | while IFS= read -r file; do
    mkdir -p "$root/${file%/*}"
    cp -L "$file" "$root/$file" || exit 1
  done || skip "udev has other files here"
  cp -L "$(command -v udevadm)" "$root/bin/udevadm"
  # One program is both, where systemd is new enough.
  cp -L /usr/lib/systemd/systemd-udevd "$root/bin/udevd"
}

# describe NAME: the row as $tmpdir/NAME.vmx, and its disk.
describe ()
{
  python3 "$names.py" vmx "$names.txt" "$1" "${tmpdir:?}"
  qemu-img create -q -f qcow2 "$tmpdir/$1-sda.qcow2" 1M
}

# check NAME...: whether each guest found the names of its row.
check ()
{
  local name
  for name; do
    python3 "$names.py" seen "$names.txt" "$name" "$tmpdir" >"$tmpdir/err" ||
      fail "$(cat "$tmpdir/err")"
    echo "$name: $(grep -c '^vmferry-saw nic' "$tmpdir/$name.saw") NICs have" \
      "the names that the table says"
  done
}

# see NAME...: fails unless each guest finds the names of its row, and the
# report told of each that changes.
see ()
{
  local name option
  add_udev
  make_initrd virtio_pci virtio_net vmxnet3 e1000
  for name; do
    describe "$name"
    option=$(python3 "$names.py" option "$names.txt" "$name")
    small "$name" ${option:+"$option"}
  done
  start "$@"
  check "$@"
}

# see_by_script NAME...: the same of guests that the script for QEMU starts,
# after see.
see_by_script ()
{
  local name option
  for name; do
    describe "$name"
    option=$(python3 "$names.py" option "$names.txt" "$name")
    "${vmferry:?}" emit --to qemu ${option:+"$option"} --disk-dir "$tmpdir" \
      -o "$tmpdir/$name.sh" "$tmpdir/$name.vmx" 2>"$tmpdir/$name.said"
    sed -i 's/cache=none,//' "$tmpdir/$name.sh"
    ACCEL=tcg SCREEN=none CONSOLE="file,path=$tmpdir/$name.saw" timeout 300 \
      bash "$tmpdir/$name.sh" -kernel "$kernel" -initrd "$tmpdir/initrd" \
      -append "console=ttyS0 panic=-1 quiet" -no-reboot </dev/null \
      >"$tmpdir/out" 2>&1 || fail "$name: $(tail -n 5 "$tmpdir/out")"
    sed -i 's/\r//' "$tmpdir/$name.saw"
  done
  check "$@"
}
