# vmferry: every definition of the corpus is read or refused with a reason, and
# nothing that stands in one is missing from its account
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3
need_corpus vmx ovf ova hyperv-config libvirt-xml

export PYTHONDONTWRITEBYTECODE=1
python3 "$top_srcdir/tests/formats/account-corpus.py" "$vmferry" "$corpus"
