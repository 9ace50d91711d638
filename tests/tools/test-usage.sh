# vmferry: exit statuses, one sentence on standard error, and what happens
# when the standard descriptors cannot be written to
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
cd "$tmpdir"
truncate -s 1M disk.raw
printf 'some data' | dd of=disk.raw conv=notrunc status=none

# says STATUS SENTENCE COMMAND...: it ends so, with this line on stderr first,
# and nothing on stdout.
says ()
{
  local status=$1 sentence=$2
  shift 2
  expect_status "$status" "$@"
  [ "$(head -n 1 err)" = "vmferry: $sentence" ] ||
    fail "'$*' says '$(head -n 1 err)', not '$sentence'"
  [ ! -s out ] || fail "'$*' prints $(head -n 1 out)"
}

says 2 'no command "nope"' "$vmferry" nope
says 2 '--json: options come after the command' "$vmferry" --json info x
says 2 'an operand is empty' "$vmferry" info ''
says 2 '--nope is not an option' "$vmferry" info disk.raw --nope
says 1 'gone: cannot open: No such file or directory' "$vmferry" info gone
says 1 '/dev/null: is a character device, must be a file or a block device' \
  "$vmferry" info /dev/null
for uri in ssh://host/disk.vmdk nbd:unix:socket 'json:{}'; do
  says 1 "$uri: no file, and no NBD URI (nbd://HOST/NAME, \
nbd+unix:///NAME?socket=PATH), the only kind of URI that is opened" \
    "$vmferry" info "$uri"
done
says 1 '.: is a folder, must be the name of a file' \
  "$vmferry" copy -O raw disk.raw .
ln -s /proc/self/fd/9 pipe
says 1 'pipe: is there already, and is no regular file' \
  bash -c "\"\$@\" 9> >(cat)" - "$vmferry" copy -O raw disk.raw pipe
says 2 '--level means nothing without --compress' \
  "$vmferry" copy --level 3 disk.raw x
says 2 '--port: 65536 is out of range, must be 1 to 65535' \
  "$vmferry" serve --port 65536 disk.raw
says 2 '--tls-certificates means nothing without --tls' \
  "$vmferry" serve --port 10809 --tls-certificates . disk.raw
says 2 '--compress: the raw format has no compression' \
  "$vmferry" convert -o out -O raw -c zstd gone.vmx
says 2 '--threads: 0 is out of range, must be 1 to 4294967295' \
  "$vmferry" copy --threads 0 disk.raw x
says 2 '--timeout: 0 is out of range, must be 1 to 4294967295' \
  "$vmferry" boot --timeout 0 gone.xml
says 2 '--boot-timeout: 0 is out of range, must be 1 to 4294967295' \
  "$vmferry" convert -o out --boot-timeout 0 gone.vmx
echo 'virtualHW.version = "8"' >one.vmx
for command in show emit; do
  says 2 'one.vmx: --vm: a definition of the format vmx has one VM' \
    "$vmferry" $command --vm other one.vmx
  says 2 'one.vmx: --configuration: the format vmx has none' \
    "$vmferry" $command --configuration big one.vmx
done
for command in emit 'convert -o out'; do
  # shellcheck disable=SC2086
  while read -r status option value sentence; do
    says "$status" "$option: $sentence" "$vmferry" $command "$option" \
      "${value#=}" one.vmx
  done <<'END'
2 --cpu = names no model
2 --cpu host QEMU's "host" is called host-passthrough
2 --name a/b "a/b" is no name that libvirt and file systems take; "a_b" is
2 --name = "" is no name that libvirt and file systems take; "vm" is
2 --max-vcpus 0 0 is out of range, must be 1 to 4294967295
2 --source-mhz 0 0 is out of range, must be 1 to 4294967295
2 --max-memory 0 must be more than 0
2 --max-memory 5P must be at most 4P
2 --network 00:50:56:00:00:01 "00:50:56:00:00:01" names no target, must be SOURCE:TARGET
2 --hugepages 3M there are no pages of 3 MiB, must be 2M or 1G
1 --network-map nope nope: cannot open: No such file or directory
1 --device-map nope nope: cannot open: No such file or directory
END
done
says 1 '--domcapabilities: nope: cannot open: No such file or directory' \
  "$vmferry" emit --domcapabilities nope one.vmx
says 2 '--disk-dir: "disks" must be an absolute path' \
  "$vmferry" emit --disk-dir disks one.vmx
says 2 '--disk-dir: "" must be an absolute path' \
  "$vmferry" emit --to qemu --disk-dir '' one.vmx
printf 'virtualHW.version = "8"\nmemSize = "3"\nnumvcpus = "2"\n' >small.vmx
says 2 '--max-memory: 2 MiB must be more than the memory of 3 MiB' \
  "$vmferry" emit --max-memory 2M small.vmx
says 2 'memory: 3145728 bytes, must be whole huge pages of 2 MiB (--hugepages)' \
  "$vmferry" emit --hugepages 2M small.vmx
says 2 "--max-vcpus: 1 must be at least the machine's 2" \
  "$vmferry" emit --max-vcpus 1 small.vmx

printf 'scsi0.present = "TRUE"\nscsi0:0.present = "TRUE"\n%s\n' \
  'scsi0:0.fileName = "../../away.vmdk"' >>one.vmx
says 1 'one.vmx: scsi0:0: "../../away.vmdk" leads out of the folder of the '\
'definition (--allow-path or, of convert, --disk says where it is)' "$vmferry" convert -q --plan one.vmx

# The reason is said even with -q.
expect_status 3 "$vmferry" emit -q --strict \
  "$top_srcdir/fixtures/machine/vmx/worked-example.vmx"
grep -qx 'vmferry: --strict: [0-9]* things* [aires]* lost, as .*' err ||
  fail "no reason: $(cat err)"
says 2 'one.vmx: --vm: a definition of the format vmx has one VM' \
  "$vmferry" convert -q --plan --vm other one.vmx
says 2 'the raw format has no compression' \
  "$vmferry" copy -O raw -c zstd disk.raw x
says 2 'the vmdk format is written with grains of 64 KiB' \
  "$vmferry" copy -O vmdk --cluster-size 1M disk.raw x
says 2 'the vhd format can be read, but not written: use one of qcow2, raw, '\
'vhdx, vmdk' "$vmferry" copy -O vhd disk.raw x
expect_status 2 "$vmferry" copy -O vpc disk.raw x.vhd
[ "$(head -n 1 err)" = "vmferry: no format \"vpc\", use one of qcow2, raw, \
vhdx, vmdk; QEMU's vpc is called vhd" ] || fail "$(cat err)"
says 2 "a disk is not written from its first byte to its last, so DST cannot \
be standard output; a file of that name is ./-" "$vmferry" copy disk.raw -
[ ! -e ./- ] || fail "a file called '-' was made"
"$vmferry" copy -O raw disk.raw ./- && cmp disk.raw ./- || fail "no file ./-"

# warns SENTENCE OPTION... TARGET: a copy does so.
warns ()
{
  local sentence=$1
  shift
  expect_status 0 "$vmferry" copy -f raw "${@:1:$#-1}" disk.raw "${*: -1}"
  [ "$(cat err)" = "${sentence:+vmferry: warning: ${*: -1}: $sentence}" ] ||
    fail "copy $* says '$(cat err)', not '$sentence'"
}
warns 'is written as qcow2, which is the default; for what its name says, give'\
' -O vmdk' x.vmdk
warns 'is written as raw, as -O says; for what its name says, give -O qcow2' \
  -O raw x.QCOW2
warns 'is written as qcow2, as -O says' -O qcow2 x.vhd
for target in '' .qcow2 .gz.x; do
  warns '' "x$target"
done
warns '' -O raw x.img
warns '' -q x.vmdk
mkdir export
for vm in vm.VMX vm.vmcx vm.xml vm.json export; do
  says 2 "$vm: a VM definition stands alone, without images" \
    "$vmferry" inspect disk.raw "$vm"
done
says 1 'export: there is no definition of a VM in this folder, nor in its '\
'"Virtual Machines"' "$vmferry" inspect -q export
"$vmferry" info -f nope disk.raw 2>err && fail "an unknown format passes"
expect_status 2 "$vmferry" info -f nope disk.raw
grep -q '^vmferry: no format "nope", use one of ' err || fail "$(cat err)"
expect_status 2 "$vmferry"

# Options may follow operands, and "--" ends them.
"$vmferry" info disk.raw --json >out
cp disk.raw ./--json
"$vmferry" info -- --json | grep -x "image: --json" >/dev/null ||
  fail "-- is ignored"

expect_status 0 "$vmferry" help
expect_status 0 "$vmferry" help info
cp out help
expect_status 0 "$vmferry" info --help
cmp -s out help || fail "'help info' is not 'info --help'"

# What cannot be printed is an error.
if [ -c /dev/full ]; then
  for command in --help --version "info --help" "info disk.raw" \
    "info --json disk.raw" "map disk.raw" "check disk.raw"; do
    status=0
    # shellcheck disable=SC2086
    "$vmferry" $command >/dev/full 2>err || status=$?
    [ "$status" = 1 ] || fail "$command >/dev/full gave status $status"
    grep -q '^vmferry: cannot write to standard output' err || fail "$(cat err)"
  done
  status=0
  "$vmferry" compare disk.raw disk.raw >/dev/full 2>err || status=$?
  [ "$status" = 2 ] || fail "compare >/dev/full gave status $status, not 2"
fi
status=0
"$vmferry" info disk.raw >&- 2>err || status=$?
[ "$status" = 1 ] || fail "a closed standard output gave status $status"

# A closed descriptor must not become that of the target.
for fd in 3 4 5 6 7; do
  says 2 "--progress-fd: descriptor $fd is not open for writing" \
    bash -c "exec $fd>&-; exec \"\$@\"" - "$vmferry" copy -O raw \
    --progress=json --progress-fd "$fd" disk.raw copy.raw
done
[ ! -e copy.raw ] || fail "a refused copy left a target"
"$vmferry" copy -v -p -O raw disk.raw copy.raw <&- >&- 2>&-
cmp disk.raw copy.raw || fail "messages went into the target"

# Names from images cannot talk to the terminal.
printf '# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\n%s\n\n%s' \
  'createType="monolithicFlat"' $'RW 8 FLAT "a\033[31m.vmdk" 0\n' >escape.vmdk
status=0
"$vmferry" info escape.vmdk >out 2>err || status=$?
[ "$status" = 1 ] || fail "an image without its extent opens"
! grep -q $'\033' out err || fail "an escape sequence is printed"

# A failure is JSON, too, for those who asked for it.
status=0
"$vmferry" inspect -q --json no-such-image >out 2>err || status=$?
[ "$status" = 1 ] || fail "inspect of nothing gave status $status, not 1"
grep -q '"failure": "disk0: .*no-such-image' out || fail "no failure: $(cat out)"
