#!/bin/bash
# vmferry: the examples in the manual pages of "vmferry convert" and "inspect"
# work, and leave the source as it was
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
requires jq mmdebstrap mke2fs nbdkit python3 qemu-img qemu-system-x86_64 sfdisk
. "$top_srcdir/tests/tools/examples.sh"

guest=$("$top_srcdir/fixtures/guest/make-guest")
# Copies with holes: a link that leads out of the folder would be refused.
cp --sparse=always "$guest/monolithicSparse"/* "$examples/"
mv "$examples/sample.vmx" "$examples/vm.vmx"
python3 -B "$top_srcdir/tests/guest/mkova.py" "$examples/vapp.ova" \
  "app=$examples/sample.vmdk"
before=$(same_state "$examples"/*)

# written NAME...: these files, and no others, are in "converted".
written ()
{
  [ "$(ls "$examples/converted")" = "$(printf '%s\n' "$@")" ] ||
    fail "not the files that were promised: $(ls "$examples/converted")"
}

run_examples vmferry-inspect
# They write to one folder, each for itself.
mapfile -t commands < <(examples_of vmferry-convert)
[ ${#commands[@]} -gt 0 ] || fail "vmferry-convert: no examples found"
for command in "${commands[@]}"; do
  (run_example "$command") >"$tmpdir/out" 2>&1 ||
    fail "vmferry-convert: '$command': $(tail -n 5 "$tmpdir/out")"
  name="Sample VM"
  [[ $command != *--name* ]] || name=web1
  case $command in
    *--plan*) [ ! -e "$examples/converted" ] || fail "--plan wrote something" ;;
    *--all-vms*) written app vapp.report.{html,json} ;;
    *) written "$name"-sda.qcow2 "$name".{report.html,report.json,xml} ;;
  esac
  rm -rf "$examples/converted"
done
[ "$(same_state "$examples"/*)" = "$before" ] || fail "the source has changed"
