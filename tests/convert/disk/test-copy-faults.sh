# vmferry: whatever goes wrong with a copy: one sentence, nothing left, and a
# source that is as it was
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-img
cd "$tmpdir"

# refused TEXT COMMAND...: it fails with one sentence that has TEXT in it.
refused ()
{
  local text=$1
  shift
  expect_status 1 "$@"
  [ "$(grep -c '^vmferry: ' err)" = 1 ] || fail "not one sentence: $(cat err)"
  grep -q -- "$text" err || fail "nothing of '$text': $(cat err)"
  nothing_left
}

# The target's folder is as empty as it was.
nothing_left ()
{
  [ -z "$(find "${target%/*}" -mindepth 1)" ] ||
    fail "left: $(find "${target%/*}" -mindepth 1)"
}

mkdir dir
target=$tmpdir/dir/target
head -c 20000000 /dev/urandom >disk.raw
truncate -s 20000256 disk.raw
qemu-img convert -f raw -O qcow2 disk.raw disk.qcow2
before=$(same_state disk.raw disk.qcow2)

# The folder is not there, the target is a folder, the source is not there.
refused "cannot\|folder" "$vmferry" copy -q disk.raw missing/target
mkdir dir/target
expect_status 1 "$vmferry" copy -q disk.raw "$target"
rmdir dir/target
refused "none.raw" "$vmferry" copy -q none.raw "$target"

# A source that ends too soon.
head -c 9000000 disk.qcow2 >short.qcow2
for engine in parallel plain; do
  refused "short.qcow2" "$vmferry" copy -q --engine $engine short.qcow2 "$target"
done

# A target that is the source, by another name.
ln disk.raw link.raw
ln -s disk.raw symlink.raw
for name in disk.raw link.raw symlink.raw ./disk.raw; do
  expect_status 2 "$vmferry" copy -q -f raw -O raw disk.raw "$name" ||
    expect_status 1 "$vmferry" copy -q -f raw -O raw disk.raw "$name"
done
rm link.raw symlink.raw
if loop=$(losetup -f --show disk.raw 2>/dev/null); then
  cleanup losetup -d "$loop"
  expect_status 2 "$vmferry" copy -q -f raw -O raw disk.raw "$loop"
  expect_status 2 "$vmferry" copy -q -f raw -O qcow2 "$loop" "$loop"
fi

# No room: a file system as root, a limit of the shell otherwise.
full ()
{
  local arg
  for arg in "" "-O raw" "-c deflate" "-c zstd" "--engine plain"; do
    # shellcheck disable=SC2086
    refused "$1" "$vmferry" copy -q -f raw $arg disk.raw "$target"
  done
}
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=8m tmpfs dir 2>/dev/null; then
  cleanup umount dir
  full "No space left"
else
  (
    trap '' XFSZ
    ulimit -f 8000
    full "File too large"
  )
fi

# Interrupted and killed in the middle.
if [ "$(stat -f -c %T dir)" = tmpfs ]; then
  umount dir
  cleanup_commands=("${cleanup_commands[@]:1}")
fi
truncate -s 3G big.raw
head -c 300000000 /dev/urandom | dd of=big.raw conv=notrunc status=none
for signal in INT TERM; do
  "$vmferry" copy -q -f raw -c zstd --level 19 big.raw "$target" 2>err &
  pid=$!
  sleep 0.5
  kill -"$signal" $pid
  status=0
  wait $pid || status=$?
  [ "$status" != 0 ] || fail "SIG$signal: it went on"
  nothing_left
done
"$vmferry" copy -q -f raw -c zstd --level 19 big.raw "$target" &
pid=$!
sleep 0.5
kill -KILL $pid
wait $pid || :
[ ! -e "$target" ] || fail "SIGKILL: a target that is not whole"
[ "$(same_state disk.raw disk.qcow2)" = "$before" ] || fail "a source changed"
echo "$test_name: nothing is ever half there"
