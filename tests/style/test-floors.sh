# vmferry: no include points upwards, and each library stays on its floor
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires awk

# floors DIR: checks the sources under DIR.
floors ()
{
  (cd "$1" && { find common formats convert inspect drivers tools tests \
                  fixtures -name '*.[ch]' 2>/dev/null || :; } | sort |
     xargs -r awk -f "$top_srcdir/tests/style/floors.awk")
}

# refused PATH LINE: a tree with LINE in the file PATH must not pass.
refused ()
{
  mkdir -p "$tmpdir/tree/$(dirname "$1")"
  echo "$2" >"$tmpdir/tree/$1"
  if floors "$tmpdir/tree" >"$tmpdir/out"; then
    fail "the check lets '$2' in $1 pass"
  fi
  rm "$tmpdir/tree/$1"
}

# allowed PATH LINE: the same, and it must pass.
allowed ()
{
  mkdir -p "$tmpdir/tree/$(dirname "$1")"
  echo "$2" >"$tmpdir/tree/$1"
  floors "$tmpdir/tree" || fail "the check refuses '$2' in $1"
  rm "$tmpdir/tree/$1"
}

refused common/a.c '#include "formats/image.h"'
refused formats/vmdk/a.c '#include "convert/disk/copy.h"'
refused convert/disk/a.c '#include "inspect/guest.h"'
refused convert/disk/a.c '#include <guestfs.h>'
refused inspect/a.c '#include "drivers/steps.h"'
refused inspect/a.c '#include "formats/image.h"'
refused drivers/a.c '#include "convert/vm/plan.h"'
refused convert/vm/a.c '#include "tools/options.h"'
refused convert/vm/a.h '#include <libvirt/libvirt.h>'
refused convert/vm/a.c '#include "image.h"'
refused formats/a.c '#  include <libnbd.h>'
refused formats/a.h '#include "config.h"'
refused formats/a.c '#include "common/io-priv.h"'
refused tools/a.c '#include <glib.h>'
refused convert/a.c '#include <stdio.h>'
allowed formats/vmdk/a.c '#include "common/error.h"'
allowed formats/vmdk/a.c '#include "formats/vmdk/a-priv.h"'
allowed drivers/a.c '#include "formats/machine.h"'
allowed convert/vm/a.c '#include <libvirt/libvirt.h>'
allowed tests/common/a.c '#include "common/io-priv.h"'
allowed tools/a.c '#include "convert/vm/plan.h"'

floors "$top_srcdir" || fail "see above; the floors are in docs/architecture.md"
