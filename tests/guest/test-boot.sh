#!/bin/bash
# vmferry: "vmferry boot" on the sample VM as it was: down on virtio, up on
# PVSCSI; on an empty disk; and ended by a signal in the middle
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

PATH=$PATH:/usr/sbin:/sbin
requires mmdebstrap mke2fs sfdisk qemu-img qemu-system-x86_64 python3
. "$top_srcdir/tests/guest/domain.sh"

disk=$("$top_srcdir/fixtures/guest/make-guest")/sample.raw
before=$(same_state "$disk")
export TMPDIR=$tmpdir/work
mkdir "$TMPDIR"

# nothing_left: no overlay, socket or QEMU of ours is there.
nothing_left ()
{
  [ -z "$(ls -A "$TMPDIR")" ] || fail "left in TMPDIR: $(ls -A "$TMPDIR")"
  ! pgrep -f -- "path=$TMPDIR/" >/dev/null || fail "a QEMU was left"
}

# said TEXT: it must be in the output.
said ()
{
  grep -qF -- "$1" "$tmpdir/out" || fail "no '$1' in: $(cat "$tmpdir/out")"
}

# An empty disk, and wrong usage.
qemu-img create -q -f raw "$tmpdir/empty.raw" 16M
domain virtio "$tmpdir/empty.raw" >"$tmpdir/empty.xml"
expect_status 1 "$vmferry" boot "$tmpdir/empty.xml"
said "down: no boot device: Boot failed: not a bootable disk"
nothing_left
expect_status 2 "$vmferry" boot --expect '(' "$tmpdir/empty.xml"
domain virtio "$tmpdir/none.raw" >"$tmpdir/none.xml"
expect_status 1 "$vmferry" boot "$tmpdir/none.xml"
grep -q "disk vda: $tmpdir/none.raw: No such file" "$tmpdir/err" ||
  fail "a missing disk: $(cat "$tmpdir/err")"
nothing_left

# Ended in the middle of a boot.
domain virtio "$disk" >"$tmpdir/virtio.xml"
for signal in INT TERM; do
  "$vmferry" boot "$tmpdir/virtio.xml" >"$tmpdir/out" 2>"$tmpdir/err" &
  pid=$!
  for _ in {1..300}; do
    [ ! -S "$(echo "$TMPDIR"/vmferry-*/qmp)" ] || break
    sleep 0.1
  done
  [ -S "$(echo "$TMPDIR"/vmferry-*/qmp)" ] || fail "QEMU does not start"
  sleep 1
  # A shell's background jobs ignore SIGINT unless they ask for it.
  kill -s $signal "$pid"
  status=0
  wait "$pid" || status=$?
  [ "$status" -gt 128 ] || fail "SIG$signal: exit status $status"
  nothing_left
done

# Unconverted, on virtio.
expect_status 1 "$vmferry" boot --json --console-log "$tmpdir/console" \
  "$tmpdir/virtio.xml"
said '"verdict": "down"'
said '"reason": "initramfs-shell"'
said 'ALERT!  /dev/sda1 does not exist.'
grep -q 'Loading Linux' "$tmpdir/console" || fail "the log has no boot loader"
nothing_left

# The same on PVSCSI is up; a command runs inside; SIGTERM ends it.
domain pvscsi "$disk" >"$tmpdir/pvscsi.xml"
"$vmferry" boot --keep "$tmpdir/pvscsi.xml" >"$tmpdir/out" 2>"$tmpdir/err" &
pid=$!
until grep -q 'serial console is at' "$tmpdir/err"; do
  kill -0 "$pid" 2>/dev/null || fail "on PVSCSI: $(cat "$tmpdir/out")"
  sleep 1
done
said "up: login prompt: sample login:"
socket=$(sed -n 's/.*serial console is at \([^;]*\);.*/\1/p' "$tmpdir/err")
expect_status 0 python3 "$top_srcdir/tests/guest/console.py" "$socket" \
  root vmferry 'findmnt -no SOURCE /' 'cat /sys/class/net/*/address'
said /dev/sda1
said 00:50:56:3f:12:34
expect_status 3 python3 "$top_srcdir/tests/guest/console.py" "$socket" \
  '' '' 'exit_with () { return $1; }; exit_with 3'
kill "$pid"
wait "$pid" || :
nothing_left
[ "$(same_state "$disk")" = "$before" ] || fail "$disk was changed"
