# vmferry: what Linux sees of odd cores, threads, nodes and an old UUID
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/guest/cpu-view.sh"

see m03 m14 m22 m45
