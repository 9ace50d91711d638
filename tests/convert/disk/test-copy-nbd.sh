# vmferry: copies from and to NBD, and servers that fail
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires nbdkit qemu-img
cd "$tmpdir"

# serve ARG...: starts nbdkit; $uri leads to it.
serve ()
{
  stop_server
  rm -f nbd.sock nbd.pid
  nbdkit -U nbd.sock -P nbd.pid "$@"
  uri=nbd+unix:///?socket=$tmpdir/nbd.sock
}

stop_server ()
{
  [ ! -s nbd.pid ] || kill "$(cat nbd.pid)" 2>/dev/null || :
}
cleanup stop_server

mkdir dir
head -c 7000064 /dev/urandom >disk.raw
truncate -s 30M disk.raw
printf x | dd of=disk.raw bs=1 seek=25000000 conv=notrunc status=none

# From an export, one that tells where data is and one that does not.
for filter in nofilter noextents; do
  serve -r --filter=$filter file disk.raw
  for format in raw qcow2; do
    "$vmferry" copy -q --no-fsync -O "$format" "$uri" "dir/$format"
    qemu-img compare -q -f raw -F "$format" disk.raw "dir/$format" ||
      fail "from NBD to $format: differs"
  done
done

# To an export, which holds old bytes everywhere.
for size in 30M 40M; do
  rm -f target.raw
  head -c "$size" /dev/urandom >target.raw
  tail -c +31457281 target.raw >tail
  serve file target.raw
  "$vmferry" copy -q -f raw -O raw disk.raw "$uri"
  cmp -n 31457280 disk.raw target.raw || fail "to NBD: differs"
  tail -c +31457281 target.raw | cmp - tail || fail "to NBD: wrote past the end"
done
serve file tail
expect_status 1 "$vmferry" copy -q -f raw -O raw disk.raw "$uri"

# An export is not copied over itself.
before=$(cksum <tail)
expect_status 2 "$vmferry" copy -q -O qcow2 "$uri" "$uri"
grep -q "is a file of the source" err || fail "itself: $(cat err)"
[ "$before" = "$(cksum <tail)" ] || fail "the source was changed"

# A server that gives errors, and one that dies.
rm -f dir/*
serve -r --filter=error file disk.raw error-pread=EIO error-pread-rate=30%
expect_status 1 "$vmferry" copy -q "$uri" dir/target
[ "$(grep -c '^vmferry: ' err)" = 1 ] || fail "not one sentence: $(cat err)"
[ -z "$(ls -A dir)" ] || fail "left after errors: $(ls -A dir)"

serve -r --filter=delay file disk.raw rdelay=300ms
"$vmferry" copy -q --request-size 64k "$uri" dir/target 2>err &
pid=$!
sleep 0.5
kill -KILL "$(cat nbd.pid)"
status=0
wait $pid || status=$?
[ "$status" = 1 ] || fail "a dead server: status $status"
[ "$(grep -c '^vmferry: ' err)" = 1 ] || fail "not one sentence: $(cat err)"
[ -z "$(ls -A dir)" ] || fail "left after a dead server: $(ls -A dir)"

# Ctrl-C while a target without a command for zeros is filled with them.
truncate -s 4G zeros.raw
serve --filter=nozero --filter=delay null 4G wdelay=20ms
"$vmferry" copy -q -f raw zeros.raw "$uri" 2>err &
pid=$!
sleep 0.5
kill -INT $pid
status=0
timeout 20 tail --pid=$pid -f /dev/null || fail "Ctrl-C does not end it"
wait $pid || status=$?
[ "$status" = 130 ] || fail "Ctrl-C: status $status"
echo "$test_name: passed"
