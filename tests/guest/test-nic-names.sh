# vmferry: Linux finds its NICs under the names that they had on VMware, and the
# report tells of those that change
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/guest/nic-names.sh"

see n1 n4 n7
