# vmferry: the smaller VMDK, VHDX and VHD disks of the corpus read as qemu-img
# says
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
. "$top_srcdir/tests/formats/corpus.sh"
need_corpus MANIFEST.tsv
requires bzip2 gzip

check_corpus '^(vmdk/.*|corrupt/.*\.vmdk.*|vhdx?/.*\.vhdx?.*)$' 0 600000000
