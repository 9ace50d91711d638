# vmferry: the examples in the manual pages of show and emit work
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires jq
. "$top_srcdir/tests/tools/examples.sh"

cp "$top_srcdir/fixtures/machine/vmx/worked-example.vmx" "$examples/vm.vmx"
cp "$top_srcdir/fixtures/machine/ovf/collection.ovf" "$examples/vapp.ovf"

run_examples vmferry-show vmferry-emit
