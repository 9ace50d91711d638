# vmferry: progress of a copy, and signals that end one
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires jq nbdkit qemu-img
cd "$tmpdir"
head -c 12000000 /dev/urandom >disk.raw
truncate -s 32M disk.raw
mkdir dir

# JSON lines: each phase goes up and ends with all of it.
check_lines ()
{
  jq -es 'length > 2 and (group_by (.phase) | all (
      [.[].done] == ([.[].done] | sort) and .[-1].done == .[-1].total
      and ([.[].total] | unique | length) == 1))' "$1" >/dev/null ||
    fail "$1: $(tail -n 3 "$1")"
}
for engine in parallel plain; do
  "$vmferry" copy --engine "$engine" --progress=json --progress-fd 3 disk.raw \
    "dir/$engine" 3>lines 2>err
  [ ! -s err ] || fail "--progress-fd, but on stderr: $(cat err)"
  check_lines lines
done
"$vmferry" copy -p -O raw disk.raw dir/bar 2>err
tr '\r' '\n' <err | tail -n 1 |
  grep '\] 100%$' >/dev/null || fail "no bar: $(cat err)"
"$vmferry" copy disk.raw dir/none 2>err
[ ! -s err ] || fail "a bar without a terminal"
rm dir/*

# A source that is slow enough to be interrupted.
slow='nbdkit -U - -r --filter=delay file disk.raw rdelay=200ms'
before=$(same_state disk.raw)
for signal in INT TERM HUP; do
  echo old >dir/target
  # shellcheck disable=SC2016
  status=0
  $slow --run "exec env --default-signal=HUP timeout -s $signal 1 '$vmferry' \
    copy -q --request-size 64k \"\$uri\" dir/target" 2>err || status=$?
  [ "$status" != 0 ] || fail "SIG$signal: the copy went on"
  [ "$(ls -A dir)" = target ] || fail "SIG$signal left: $(ls -A dir)"
  [ "$(cat dir/target)" = old ] || fail "SIG$signal changed the target"
done

# SIGKILL leaves at most a temporary name, and the next run is none the worse.
$slow --run "exec timeout -s KILL 1 '$vmferry' copy -q --request-size 64k \
  \"\$uri\" dir/target" 2>err && fail "SIGKILL: the copy went on"
[ "$(cat dir/target)" = old ] || fail "SIGKILL changed the target"
"$vmferry" copy -q --no-fsync disk.raw dir/target
qemu-img compare -q disk.raw -F qcow2 dir/target || fail "the next run failed"
[ "$(ls dir)" = target ] || fail "more names than the target: $(ls dir)"
[ "$before" = "$(same_state disk.raw)" ] || fail "the source has changed"
