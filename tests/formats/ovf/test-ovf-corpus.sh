# vmferry: every OVF and OVA of the corpus is read or refused as is listed, and
# nothing of those that are read vanishes from the account
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3
need_corpus ovf ova

here=$top_srcdir/tests/formats/ovf
python3 -B "$here/corpus.py" "$vmferry" "$corpus" "$here/refused.tsv"
find "$corpus/ovf" -name '*.ovf' -print0 |
  xargs -0 python3 -B "$here/account.py" "$vmferry"
