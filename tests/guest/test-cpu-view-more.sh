# vmferry: what Linux sees of a dozen more machines; minutes of emulation
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/guest/cpu-view.sh"

see m05 m07 m09 m21 m24 m28 m33 m37 m39 m46 m47 m53
