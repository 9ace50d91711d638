#!/bin/bash
# vmferry: the examples in the manual page of "vmferry boot" work
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
requires mmdebstrap mke2fs sfdisk qemu-img qemu-system-x86_64
. "$top_srcdir/tests/tools/examples.sh"
. "$top_srcdir/tests/guest/domain.sh"

disk=$("$top_srcdir/fixtures/guest/make-guest")/sample.raw
domain pvscsi "$disk" >"$examples/vm.xml"
run_examples vmferry-boot
