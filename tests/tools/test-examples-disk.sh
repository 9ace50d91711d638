# vmferry: the examples in the manual pages of the disk commands work
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires jq nbdcopy nbdinfo nbdkit python3 qemu-img qemu-io
. "$top_srcdir/tests/tools/examples.sh"

qemu-img create -q -f vmdk "$examples/disk.vmdk" 16M
qemu-io -c 'write -P 7 1M 3M' "$examples/disk.vmdk" >/dev/null
qemu-img convert -O vmdk -o subformat=streamOptimized "$examples/disk.vmdk" \
  "$examples/stream.vmdk"

export PYTHONDONTWRITEBYTECODE=1
(cd "$examples" && python3 "$top_srcdir/fixtures/disks/mkova.py" vm.ova \
  stream.vmdk disk.vmdk)

run_examples vmferry-check vmferry-compare vmferry-copy vmferry-info \
  vmferry-map vmferry-serve nbdkit-vmferry-plugin
