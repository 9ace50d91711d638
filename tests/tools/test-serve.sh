# vmferry: serve and the nbdkit plugin, with nbdinfo, nbdcopy and qemu-img as
# clients
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires jq nbdcopy nbdinfo nbdkit qemu-img qemu-io
cd "$tmpdir"
plugin=$top_builddir/.libs/nbdkit-vmferry-plugin.so
nbdkit --dump-plugin "$plugin" >dump 2>/dev/null ||
  skip "nbdkit does not load the plugin here"

qemu-img create -q -f vmdk disk.vmdk 64M
qemu-io -c 'write -P 7 1M 3M' -c 'write -P 8 63M 1M' disk.vmdk >/dev/null
qemu-img convert -O raw disk.vmdk disk.raw
before=$(same_state disk.vmdk)

# --run, and each client.
[ "$("$vmferry" serve disk.vmdk --run 'nbdinfo --size "$uri"')" = 67108864 ] ||
  fail "nbdinfo sees another size"
"$vmferry" serve disk.vmdk --run 'nbdcopy "$uri" copy.raw'
cmp disk.raw copy.raw || fail "nbdcopy gets something else"
"$vmferry" serve disk.vmdk --run 'qemu-img convert -f raw -O raw "$uri" q.raw'
cmp disk.raw q.raw || fail "qemu-img gets something else"
"$vmferry" serve disk.vmdk --run \
  'nbdcopy --connections=4 --threads=4 --requests=16 "$uri" -' |
  cmp disk.raw - ||
  fail "parallel reads get something else"
status=0
"$vmferry" serve disk.vmdk --run 'exit 7' || status=$?
[ "$status" = 7 ] || fail "the status of --run is $status, not 7"

# What clients are told.
"$vmferry" serve disk.vmdk --run 'nbdinfo --json "$uri"' >info.json
jq -e '.exports[0] | .is_read_only and .can_multi_conn
       and .block_size_minimum == 1 and .block_size_preferred == 65536' \
  info.json >/dev/null || fail "$(cat info.json)"
"$vmferry" serve disk.vmdk --run 'nbdinfo --map --json "$uri"' |
  jq '[.[] | select(.type == 0) | .length] | add' >data
[ "$(cat data)" = 4194304 ] || fail "extents: $(cat data) bytes of data"
"$vmferry" map --json disk.vmdk |
  jq '[.[] | select(.data) | .length] | add' | cmp - data ||
  fail "extents are not what map says"

# wait_for FILE
wait_for ()
{
  local i
  for i in {1..300}; do
    [ ! -s "$1" ] || return 0
    sleep 0.1
  done
  fail "no $1"
}

# stop: ends the server that runs in the background.
stop ()
{
  kill "$server" 2>/dev/null || :
  wait "$server" 2>/dev/null || :
}

# A unix socket whose name needs care in a URI.
mkdir 'a b#c'
"$vmferry" serve disk.vmdk --socket "$tmpdir/a b#c/s" --export-name 'x y' \
  --pid-file pid --json >uri.json &
server=$!
cleanup stop
wait_for pid
[ "$(nbdinfo --size "$(jq -r .uri uri.json)")" = 67108864 ] ||
  fail "the URI that serve prints does not lead to it: $(cat uri.json)"
# Served again, from NBD, and asked to be a format that it is not.
"$vmferry" compare -q "$(jq -r .uri uri.json)" disk.raw ||
  fail "the export differs from the disk"
expect_status 1 "$vmferry" info -f qcow2 "$(jq -r .uri uri.json)"
stop

# The socket of a server that has ended is no obstacle; anything else is.
[ -S 'a b#c/s' ] || fail "nbdkit takes its socket away by now"
"$vmferry" serve disk.vmdk --socket 'a b#c/s' --pid-file pid2 >/dev/null &
server=$!
wait_for pid2
expect_status 1 "$vmferry" serve disk.vmdk --socket 'a b#c/s'
grep -q 'another server is listening' err || fail "$(cat err)"
stop
expect_status 1 "$vmferry" serve disk.vmdk --socket disk.vmdk
grep -q 'is no socket' err || fail "$(cat err)"

# An image file behind a URI, with its format said.
qemu-img create -q -f qcow2 inner.qcow2 8M
"$vmferry" serve -f raw inner.qcow2 --run \
  "'$vmferry' info --json -f qcow2 \"\$uri\"" | jq -r .virtual_size >size
[ "$(cat size)" = 8388608 ] || fail "qcow2 behind a URI has $(cat size) bytes"

# How to open it is handed on: which disk of an OVA, whose manifest is wrong;
# which size of a VHD; that what is left of a damaged image is wanted.
head -c 1048576 /dev/urandom >1.raw
head -c 1048576 /dev/urandom >2.raw
for disk in 1 2; do
  qemu-img convert -f raw -O vmdk -o subformat=streamOptimized $disk.raw \
    d$disk.vmdk
done
python3 "$disks/mkova.py" two.ova bad=vm.ovf d1.vmdk d2.vmdk
expect_status 1 "$vmferry" serve --disk 1 two.ova --run true
grep -q manifest err || fail "a wrong manifest is served: $(cat err)"
for disk in 1 d2.vmdk; do
  "$vmferry" serve --no-manifest --disk $disk two.ova --run \
    'nbdcopy "$uri" -' 2>/dev/null | cmp "$(tr -cd 12 <<<$disk).raw" - ||
    fail "disk $disk of the OVA is served wrong"
done
python3 "$disks/mkvhd.py" two.vhd two.raw "creator=win " blocks=d,d,-,-
for rule in chs current; do
  "$vmferry" info --json --vhd-size $rule two.vhd | jq .virtual_size >size
  "$vmferry" serve --vhd-size $rule two.vhd --run 'nbdinfo --size "$uri"' |
    cmp - size || fail "--vhd-size $rule is lost"
done
qemu-img create -q -f qcow2 -b gone -F raw -u child.qcow2 1M
expect_status 1 "$vmferry" serve child.qcow2 --run true
expect_status 0 "$vmferry" serve --salvage child.qcow2 --run \
  'nbdinfo --size "$uri"'
[ "$(cat out)" = 1048576 ] || fail "--salvage serves $(cat out) bytes"
expect_status 1 "$vmferry" serve --salvage child.qcow2 --run \
  'nbdcopy "$uri" lost.raw'
grep -q 'is in its parent "gone", which cannot be opened' err ||
  fail "what is lost is served: $(cat err)"

# Mistakes.
expect_status 2 "$vmferry" serve disk.vmdk
expect_status 2 "$vmferry" serve --socket s --port 10809 disk.vmdk
expect_status 2 "$vmferry" serve --socket s --tls require disk.vmdk
expect_status 1 "$vmferry" serve --socket s gone.vmdk
grep -q '^vmferry: gone.vmdk: ' err || fail "$(cat err)"

# The plugin by itself.
grep -q '^vmferry_format_vmdk=yes$' dump || fail "--dump-plugin: $(cat dump)"
nbdkit -U - "$plugin" disk.vmdk --run 'nbdcopy "$uri" -' | cmp disk.raw - ||
  fail "the plugin serves something else"
[ "$(nbdkit -U - "$plugin" image=disk.vmdk format=raw \
  --run 'nbdinfo --size "$uri"')" = "$(stat -c %s disk.vmdk)" ] ||
  fail "format= is ignored"
# refused SENTENCE PARAMETER...: nbdkit does not start, and says why.
refused ()
{
  local sentence=$1
  shift
  ! nbdkit -U - "$plugin" "$@" --run true 2>err || fail "served: $*"
  grep -q "$sentence" err || fail "nothing of '$sentence': $(cat err)"
}
refused 'header: no "QFI"' disk.raw format=qcow2
refused 'no format "nope"' disk.raw format=nope
refused 'No such file' gone.vmdk
refused 'which image'
expect_status 1 "$vmferry" serve -U "$tmpdir/unused" --pid-file /nonexistent/x \
  disk.vmdk
grep -q '^vmferry: --pid-file: /nonexistent/x: folder /nonexistent/' err ||
  fail "no word on the pid file: $(cat err)"
[ ! -s out ] || fail "a URI that is not served: $(cat out)"
refused "unknown parameter 'x'" disk.raw x=y
mkdir sub
qemu-img create -q -f qcow2 -b ../inner.qcow2 -F qcow2 sub/top.qcow2
refused 'outside the folder' sub/top.qcow2
nbdkit -U - "$plugin" sub/top.qcow2 allow-path=. --run 'nbdinfo "$uri"' \
  >/dev/null || fail "allow-path= does not allow"

[ "$before" = "$(same_state disk.vmdk)" ] || fail "the source has changed"
