# vmferry: Ctrl-C pressed twice leaves no process and no folder, once ends a
# check, and what is ignored (nohup) stays ignored
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires gzip nbdkit

# A qemu-img that hangs: nothing looks at the first signal meanwhile.
mkdir "$tmpdir/bin" "$tmpdir/own"
cat >"$tmpdir/bin/qemu-img" <<END
#!/bin/sh
echo \$\$ >"$tmpdir/pid"
exec sleep 1000
END
chmod +x "$tmpdir/bin/qemu-img"
truncate -s 1M "$tmpdir/disk.raw"

start ()
{
  rm -f "$tmpdir/pid"
  PATH=$tmpdir/bin:$PATH TMPDIR=$tmpdir/own \
    env "$@" "$vmferry" inspect "$tmpdir/disk.raw" 2>"$tmpdir/err" &
  pid=$!
  for _ in $(seq 500); do
    [ -s "$tmpdir/pid" ] && return
    sleep 0.02
  done
  fail "it never came to qemu-img: $(cat "$tmpdir/err")"
}

# ended: waits until the process is gone, and sets $status.
ended ()
{
  status=0
  wait "$pid" || status=$?
  for _ in $(seq 100); do
    kill -0 "$(cat "$tmpdir/pid")" 2>/dev/null || break
    sleep 0.02
  done
  ! kill -0 "$(cat "$tmpdir/pid")" 2>/dev/null || fail "qemu-img still runs"
  [ -z "$(ls -A "$tmpdir/own")" ] || fail "left: $(ls -AR "$tmpdir/own")"
}

start --default-signal=TERM
kill -TERM "$pid"
sleep 0.2
kill -0 "$pid" 2>/dev/null || fail "the first signal was not for the work"
kill -TERM "$pid"
ended
[ "$status" = 143 ] || fail "two signals gave status $status, not 143"

start --ignore-signal=HUP
kill -HUP "$pid"
kill -HUP "$pid"
sleep 0.2
kill -0 "$pid" 2>/dev/null || fail "an ignored SIGHUP ended it"
kill -INT "$pid"
sleep 0.2
kill -INT "$pid"
ended
[ "$status" = 130 ] || fail "two times Ctrl-C gave status $status, not 130"

# What a report has of a run that was ended is written before the end.
printf '%s = "%s"\n' virtualHW.version 8 displayName vm scsi0.present TRUE \
       scsi0:0.present TRUE scsi0:0.fileName disk.raw >"$tmpdir/vm.vmx"
rm "$tmpdir/pid"
PATH=$tmpdir/bin:$PATH TMPDIR=$tmpdir/own \
  "$vmferry" convert --json --plan "$tmpdir/vm.vmx" \
             >"$tmpdir/out" 2>"$tmpdir/err" &
pid=$!
until [ -s "$tmpdir/pid" ]; do
  kill -0 "$pid" 2>/dev/null || fail "it ended: $(cat "$tmpdir/err")"
  sleep 0.02
done
kill -INT "$pid"
kill "$(cat "$tmpdir/pid")"
ended
[ "$status" = 130 ] || fail "Ctrl-C in a plan gave status $status, not 130"
[ "$(tail -n 1 "$tmpdir/out")" = '}' ] || fail "cut off: $(cat "$tmpdir/out")"

# A folder that was made for what does not come goes with it, also by the way
# out that waits for nothing.
rm "$tmpdir/pid"
PATH=$tmpdir/bin:$PATH TMPDIR=$tmpdir/own \
  "$vmferry" convert --all-vms -o "$tmpdir/made" "$tmpdir/vm.vmx" \
             >"$tmpdir/out" 2>"$tmpdir/err" &
pid=$!
until [ -s "$tmpdir/pid" ]; do
  kill -0 "$pid" 2>/dev/null || fail "it ended: $(cat "$tmpdir/err")"
  sleep 0.02
done
[ -d "$tmpdir/made/vm" ] || fail "no folder for the VM"
kill -INT "$pid"
sleep 0.2
kill -INT "$pid"
ended
[ "$status" = 130 ] || fail "two times Ctrl-C gave status $status, not 130"
[ ! -e "$tmpdir/made" ] || fail "left: $(find "$tmpdir/made")"

# One is enough while a packed image is opened, all of which is inflated then.
truncate -s 1G "$tmpdir/zeros"
gzip -1 <"$tmpdir/zeros" >"$tmpdir/member"
for _ in {1..32}; do cat "$tmpdir/member"; done >"$tmpdir/disk.gz"
gzip <"$tmpdir/err" >"$tmpdir/padded.gz" # zeros may follow, however many
truncate -s 64G "$tmpdir/padded.gz"
# end_by_ctrl_c COMMAND...: one Ctrl-C ends it.
end_by_ctrl_c ()
{
  "$vmferry" "$@" >"$tmpdir/out" 2>"$tmpdir/err" &
  pid=$!
  sleep 0.5
  kill -INT "$pid"
  status=0
  wait "$pid" || status=$?
  [ "$status" = 130 ] || fail "$1: Ctrl-C gave status $status, not 130"
}

for command in info "copy --salvage -O raw" "info padded"; do
  set -- "$tmpdir/disk.gz"
  [ "$command" != "info padded" ] || set -- "$tmpdir/padded.gz"
  command=${command% padded}
  [ "$command" = info ] || set -- "$1" "$tmpdir/target"
  # shellcheck disable=SC2086
  end_by_ctrl_c $command "$@"
  [ ! -e "$tmpdir/target" ] || fail "$command: a target of what was not read"
done

# One is enough for a check, however much there is to compare.
truncate -s 64G "$tmpdir/disk.raw"
cat >"$tmpdir/vm.ovf" <<END
<Envelope><References><File id="f" href="disk.raw"/></References>
<DiskSection><Disk diskId="d" fileRef="f" format="raw"/></DiskSection></Envelope>
END
printf 'SHA1(disk.raw)= %040d\n' 0 >"$tmpdir/vm.mf"
end_by_ctrl_c check "$tmpdir/vm.ovf"
[ ! -s "$tmpdir/out" ] || fail "a check that was ended says $(cat "$tmpdir/out")"

# And while what is left of a stream is looked for.
head -c 2M /dev/urandom >"$tmpdir/data"
"$vmferry" copy -O vmdk "$tmpdir/data" "$tmpdir/stream.vmdk"
truncate -s 1M "$tmpdir/stream.vmdk"
truncate -s 64G "$tmpdir/stream.vmdk"
for command in check "copy --salvage"; do
  set -- "$tmpdir/stream.vmdk"
  [ "$command" = check ] || set -- "$1" "$tmpdir/target"
  # shellcheck disable=SC2086
  end_by_ctrl_c $command "$@"
  [ ! -e "$tmpdir/target" ] || fail "$command: a target of what was not found"
done

# No more than so large may a file become: that is an error like any other.
status=0
(
  ulimit -f 1024
  exec "$vmferry" copy -O raw "$tmpdir/data" "$tmpdir/own/target" \
    2>"$tmpdir/err"
) || status=$?
[ "$status" = 1 ] || fail "a limit of file sizes gave status $status, not 1"
grep -q 'File too large' "$tmpdir/err" || fail "it says $(cat "$tmpdir/err")"
[ -z "$(ls -A "$tmpdir/own")" ] || fail "left: $(ls -AR "$tmpdir/own")"
