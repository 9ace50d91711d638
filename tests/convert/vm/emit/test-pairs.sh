# vmferry: the domains of libvirt's VMX test data have the disks, NICs and
# firmware that libvirt's own have
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3
need_corpus vmx

python3 "$top_srcdir/tests/convert/vm/emit/pairs.py" "$vmferry" "$corpus/vmx"
