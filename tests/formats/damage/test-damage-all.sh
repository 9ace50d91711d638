# vmferry: test-damage-all.sh: files that are cut at every sector, large ones
# too: what test-damage does at chosen places
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-img python3

VF_DAMAGE_EVERY_CUT=1 CK_TIMEOUT_MULTIPLIER=20 \
  "$top_builddir/tests/formats/damage/test-damage"
