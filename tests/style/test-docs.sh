# vmferry: every public prototype has a comment directly above it
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3

undocumented ()
{
  python3 "$top_srcdir/tests/style/prototypes.py" "$@"
}

cat >"$tmpdir/bad.h" <<'END'
/* vmferry: a header
 */
struct vf_a;

/* Documented. */
int vf_one (int a, int b);

/* Documented,
 * in two lines. */
int vf_two (struct vf_a *a,
            int b)
    __attribute__ ((nonnull (1)));
char *vf_three (void);

/* Not above it. */

int vf_four (void);
const char *const *vf_five (int a);
END
! undocumented "$tmpdir/bad.h" >"$tmpdir/out" || fail "nothing found in bad.h"
[ "$(sed 's/.* //' "$tmpdir/out" | tr '\n' ' ')" = "vf_three vf_four vf_five " ] ||
  fail "in bad.h it found: $(cat "$tmpdir/out")"

cd "$top_srcdir"
mapfile -t headers < <(find common formats convert inspect drivers tools \
                         -name '*.h' | sort)
undocumented "${headers[@]}" || fail "these prototypes have no comment"
