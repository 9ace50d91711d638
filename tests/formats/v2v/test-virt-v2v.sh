# vmferry: the virt-v2v that is installed reads the same VMs from the .vmx, .ovf
# and .ova files of the corpus, but for its known limits; two minutes
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3 qemu-img virt-v2v
need_corpus vmx ovf ova libvirt-xml
virt-v2v --version | grep '^virt-v2v 2\.2\.' >/dev/null ||
  skip "the limits are those of virt-v2v 2.2, this is $(virt-v2v --version)"

qemu-img create -q -f vmdk "$tmpdir/empty.vmdk" 1M
here=$top_srcdir/tests/formats
PYTHONPATH=$here/vmx python3 -B "$here/v2v/compare.py" "$vmferry" "$corpus" \
  "$tmpdir/empty.vmdk"
