# vmferry: what images name is opened under one policy, all along a chain
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-img qemu-io python3
cd "$tmpdir"
mkdir -p vm/sub store/deep secret
printf 'secret' >secret/file
truncate -s 1M secret/file

# reads IMAGE [OPTION...], refuses TEXT IMAGE [OPTION...]
reads ()
{
  "$vmferry" map "$@" >/dev/null || fail "$* is refused"
}
refuses ()
{
  local text=$1
  shift
  expect_status 1 "$vmferry" map "$@"
  grep -q -e "$text" err || fail "$*: nothing of '$text': $(cat err)"
}

# Each link of a chain leads from the folder that it is in itself.
qemu-img create -q -f raw store/deep/base.raw 1M
(cd store && qemu-img create -q -f qcow2 -b deep/base.raw -F raw middle.qcow2)
qemu-img create -q -f qcow2 -u -b ../store/middle.qcow2 -F qcow2 vm/top.qcow2 1M
refuses "--allow-path" vm/top.qcow2
reads vm/top.qcow2 --allow-path store
(cd vm && reads top.qcow2 --allow-path ../store)
reads vm/top.qcow2 --allow-path secret --allow-path store/
refuses "--allow-path" vm/top.qcow2 --allow-path store/deep
refuses "no such folder" vm/top.qcow2 --allow-path gone

# What an allowed image names is not allowed for that: the policy is asked
# again, with the folder of the image that names it.
(cd store && qemu-img rebase -q -u -f qcow2 -b ../secret/file -F raw \
  middle.qcow2)
refuses "secret/file.*lies outside the folder .*/store" vm/top.qcow2 \
  --allow-path store
ln -s ../secret/file store/link
(cd store && qemu-img rebase -q -u -f qcow2 -b link -F raw middle.qcow2)
refuses "lies outside the folder" vm/top.qcow2 --allow-path store

# A link that is turned while it is opened never leads out.
cp store/deep/base.raw vm/inside.raw
qemu-img create -q -f qcow2 -u -b turning -F raw vm/race.qcow2 1M
ln -s inside.raw vm/turning
python3 - <<'PYTHON' &
import os
for i in range(20000):
    os.symlink(("inside.raw", "../secret/file")[i % 2], "vm/next")
    os.replace("vm/next", "vm/turning")
PYTHON
turner=$!
cleanup kill "$turner"
leaked=0 count=0
while kill -0 "$turner" 2>/dev/null && [ "$count" -lt 60 ]; do
  rm -f out.raw
  if "$vmferry" copy -q --no-fsync -O raw vm/race.qcow2 out.raw 2>/dev/null
  then
    ! grep -q secret out.raw || leaked=1
  fi
  count=$((count + 1))
done
[ "$leaked" = 0 ] || fail "a link that was turned led out of the folder"
echo "$test_name: the policy holds along chains; $count races"
