# vmferry: the names that Linux finds for NICs: ten of them, UEFI, an i440fx
# board, other models; minutes of emulation
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/guest/nic-names.sh"

see n2 n3 n5 n6 n8 n9 n10 n11
see_by_script n1 n4 n5
