#!/bin/bash
# vmferry: every VM of an OVA: each in a folder of its own with its report, and
# a report on all; one that fails, and a run that is ended, cost no other VM.
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

PATH=$PATH:/usr/sbin:/sbin
requires mmdebstrap mke2fs sfdisk qemu-img qemu-system-x86_64 nbdkit guestfish
requires python3

guest=$("$top_srcdir/fixtures/guest/make-guest")
disk=$guest/monolithicSparse/sample.vmdk
mkova="python3 -B $top_srcdir/tests/guest/mkova.py"
target=$tmpdir/target
export LIBGUESTFS_CACHEDIR=${LIBGUESTFS_CACHEDIR:-/var/tmp}
export TMPDIR=$tmpdir/scratch
mkdir "$TMPDIR"

# files_of VM: what a conversion leaves, in the order of ls.
files_of ()
{
  printf '%s\n' "$1-sda.qcow2" "$1-sdb.qcow2" "$1.report.html" \
         "$1.report.json" "$1.xml"
}

# whole VM...: the target has these VMs, a report on all, and nothing else.
whole ()
{
  local vm
  [ "$(ls -A "$target")" = "$(printf '%s\n' "$@" vms.report.html \
                                     vms.report.json | sort)" ] ||
    fail "the target has $(ls -A "$target")"
  for vm; do
    [ "$(ls -A "$target/$vm")" = "$(files_of "$vm")" ] ||
      fail "$vm has $(ls -A "$target/$vm")"
    qemu-img check -q "$target/$vm/$vm-sda.qcow2" || fail "$vm is damaged"
  done
  [ -z "$(ls -A "$TMPDIR")" ] || fail "left in TMPDIR: $(ls -A "$TMPDIR")"
}

# Two VMs, which have one disk file: each gets a copy, and the report says so.
$mkova "$tmpdir/vms.ova" "app=$disk" "web=$disk"
before=$(same_state "$tmpdir/vms.ova")
"$vmferry" convert -q --all-vms "$tmpdir/vms.ova" -o "$target" >"$tmpdir/out"
[ "$(same_state "$tmpdir/vms.ova")" = "$before" ] || fail "it was changed"
whole app web
while read -r file; do
  [ -f "$file" ] || fail "prints \"$file\", which is not there"
done <"$tmpdir/out"
[ "$(wc -l <"$tmpdir/out")" = 12 ] || fail "prints $(cat "$tmpdir/out")"
for vm in app web; do
  [ "$(grep -c "$target/$vm/$vm-sd[ab].qcow2" "$target/$vm/$vm.xml")" = 2 ] ||
    fail "$vm.xml has other disks"
  python3 - "$target/$vm/$vm.report.json" <<'END'
import json
import sys

with open(sys.argv[1]) as file:
    report = json.load(file)
assert report["success"] and report["guest"], report["failure"]
assert [c["key"] for c in report["changes"] if c["fate"] == "loss" and
        "has this disk, too" in c["note"]] == ["scsi0:0"], report["changes"]
END
done
rm -r "$target"

# Of three the first is cut off, the second succeeds, and in the third the run
# is ended.
head -c 1000000 "$disk" >"$tmpdir/cut.vmdk"
$mkova "$tmpdir/vms.ova" "bad=$tmpdir/cut.vmdk" "good=$disk" "last=$disk"
: >"$tmpdir/err"
"$vmferry" convert --all-vms --json "$tmpdir/vms.ova" -o "$target" \
           >"$tmpdir/out" 2>>"$tmpdir/err" &
pid=$!
while ! sed -n '/VM 3 of 3: last/,$p' "$tmpdir/err" |
    grep 'changing the guest' >/dev/null; do
  kill -0 "$pid" 2>/dev/null || fail "ended by itself: $(cat "$tmpdir/err")"
  sleep 0.2
done
kill -INT "$pid"
status=0
wait "$pid" || status=$?
[ "$status" -gt 128 ] || fail "exit status $status"
whole good
python3 - "$tmpdir/out" "$target/vms.report.json" <<'END'
import json
import sys

for path in sys.argv[1:]:
    with open(path) as file:
        report = json.load(file)
    assert not report["success"]
    assert [report[k] for k in ("vms", "converted", "failed",
                                "not_begun")] == [3, 1, 2, 0], report
    bad, good, last = report["conversions"]
    assert "cut.vmdk" in bad["failure"], bad["failure"]
    assert good["failure"] is None and good["vm"] == "good"
    assert "cancelled" in last["failure"], last["failure"]
END
