# vmferry: the larger disks of the corpus read as its manifest says
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
. "$top_srcdir/tests/formats/corpus.sh"
need_corpus MANIFEST.tsv
requires bzip2 gzip python3

check_corpus 300000001 200000000000
