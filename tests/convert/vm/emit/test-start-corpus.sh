# vmferry: each machine of the corpus starts in QEMU
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/convert/vm/emit/start-domains.sh"

corpus_definitions | split -l 100 - "$tmpdir/part."
for part in "$tmpdir"/part.*; do
  start_all <"$part"
done
