# vmferry: a dozen of the corpus' machines start in QEMU, with each choice of
# devices
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/convert/vm/emit/start-domains.sh"

# Every sixth VMX, from the third: a dozen.
corpus_definitions | grep '\.vmx$' | sed -n '3~6p' >"$tmpdir/sample"
[ "$(wc -l <"$tmpdir/sample")" -ge 10 ] || fail "no dozen in the corpus"

start_all <"$tmpdir/sample"
start_all --disk-bus source --nic-model source <"$tmpdir/sample"
start_all --disk-bus virtio-scsi --profile fast --graphics none \
  <"$tmpdir/sample"
start_all --nic-names slot --graphics spice <"$tmpdir/sample"
start_all --nic-names index <"$tmpdir/sample"
