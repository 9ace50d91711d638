# vmferry: disks in OVAs of every shape read as the disks themselves
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires nbdkit python3 qemu-img tar
cd "$tmpdir"

# ova FILE OPTION...: makes one by the recipe.
ova ()
{
  python3 "$disks/mkova.py" "$@"
}

# reads_as OVA RAW [OPTION...]: its disk has the content of RAW.
reads_as ()
{
  local file=$1 raw=$2
  shift 2
  "$vmferry" copy -q --no-fsync -O raw "$@" "$file" copied 2>err ||
    fail "$file $*: $(cat err)"
  cmp "$raw" copied || fail "$file $* does not read as $raw"
  rm copied
}

# info_has TEXT COMMAND...: the output of vmferry has it.
info_has ()
{
  local text=$1
  shift
  "$vmferry" "$@" >out 2>&1 || fail "$*: $(cat out)"
  grep -Fq -e "$text" out || fail "$* does not say '$text': $(cat out)"
}

# no_info TEXT COMMAND...: vmferry fails and says TEXT.
no_info ()
{
  local text=$1 status=0
  shift
  "$vmferry" "$@" >out 2>err || status=$?
  [ "$status" != 0 ] || fail "$* is not refused"
  grep -Fq -e "$text" err || fail "$* is not refused with '$text': $(cat err)"
}

sample_disk disk.raw 1048576
sample_disk other.raw 2097152
qemu-img convert -f raw -O vmdk -o subformat=streamOptimized disk.raw one.vmdk
qemu-img convert -f raw -O vmdk other.raw 'two b.vmdk'
qemu-img convert -f raw -O vhdx other.raw three.vhdx
qemu-img convert -f raw -O qcow2 other.raw four.qcow2
truncate -s "$("$dump" size three.vhdx)" other.vhdx.raw
dd if=other.raw of=other.vhdx.raw conv=notrunc status=none

# Dialects of tar, and orders of members.
for tar in ustar gnu base256 pax; do
  ova "$tar.ova" "tar=$tar" one.vmdk
  reads_as "$tar.ova" disk.raw
  "$dump" check "$tar.ova" >findings || fail "$tar: $(cat findings)"
done
for order in modc omcd dmo od; do
  ova "$order.ova" "order=$order" extra=yes one.vmdk
  reads_as "$order.ova" disk.raw
done
info_has 'certificate: vm.cert' info modc.ova
info_has 'of its 2 .ovf files, "vm.ovf" counts' info modc.ova
info_has 'manifest: none' info od.ova
ova folder.ova folder=some/where one.vmdk
reads_as folder.ova disk.raw
tar -cf plain.ova --format=gnu -C . --transform 's,^,./,' one.vmdk
info_has 'it has no .ovf' info plain.ova
reads_as plain.ova disk.raw

# Several disks: which one?
ova several.ova blank=yes href=percent one.vmdk 'two b.vmdk' three.vhdx \
  four.qcow2
no_info 'say which with --disk: 1: "blank" (blank), 2: "one.vmdk", 3: "two b' \
  map several.ova
info_has 'disk 1: blank, blank' info several.ova
info_has "disk 3: two b.vmdk, capacity 1 MiB (1048576 bytes), file of $(
  stat -c %s 'two b.vmdk') bytes, format " info several.ova
info_has "member: three.vhdx, $(stat -c %s three.vhdx) bytes, disk 4" \
  info several.ova
"$vmferry" info --json several.ova >out
python3 - 'two b.vmdk' <<'END' || fail "the list in JSON: $(cat out)"
import json, os, sys
info = json.load(open("out"))
assert len(info["disks"]) == 5 and "virtual_size" not in info
assert info["disks"][0]["blank"] and "file_size" not in info["disks"][0]
two = info["disks"][2]
assert two["number"] == 3 and two["name"] == sys.argv[1]
assert two["file_size"] == os.stat(sys.argv[1]).st_size
assert two["capacity"] == 1048576 and "vmdk" in two["format"]
assert {m["name"]: m.get("disk") for m in info["members"]}["three.vhdx"] == 4
END
no_info 'it has no disk "6", only 1: "blank"' info --disk 6 several.ova
no_info 'disk "blank" is blank' info --disk 1 several.ova
reads_as several.ova disk.raw --disk one.vmdk
reads_as several.ova other.raw --disk 'two b.vmdk'
reads_as several.ova other.raw --disk 3
reads_as several.ova other.vhdx.raw --disk 4
reads_as several.ova other.raw --disk four.qcow2
info_has 'member: three.vhdx, ' info --disk 4 several.ova
info_has 'disk 4, shown here' info --disk 4 several.ova
info_has 'Images are identical.' compare --disk 3 --disk-b 5 several.ova \
  several.ova
no_info 'the vmdk format holds one disk' info --disk 1 one.vmdk

# A disk that is declared raw is raw; one that is not must look like a disk.
ova raw.ova format=http://example.com/spec#raw four.qcow2
reads_as raw.ova four.qcow2
ova other.ova disk.raw
no_info '"disk.raw" is no disk image of a known format, though the OVF says' \
  info other.ova
ova nameless.ova format= disk.raw
reads_as nameless.ova disk.raw

# How the OVF calls its files.
for form in percent dot upper; do
  ova "$form.ova" "href=$form" 'two b.vmdk'
  reads_as "$form.ova" other.raw
done
ova url.ova one.vmdk
sed -i 's,href="one.vmdk",href="ftp://a/",' url.ova
no_info 'nothing is fetched from a URL' info --no-manifest url.ova

# In parts, packed, and both.
ova chunks.ova chunk=30000 one.vmdk
reads_as chunks.ova disk.raw
ova chunks-blind.ova chunk=65536 size= one.vmdk
reads_as chunks-blind.ova disk.raw
ova one-chunk.ova chunk=99999999 one.vmdk
reads_as one-chunk.ova disk.raw
ova packed.ova gzip=yes 'two b.vmdk'
reads_as packed.ova other.raw
ova both.ova gzip=yes chunk=10000 four.qcow2
reads_as both.ova other.raw
ova hole.ova chunk=10000 size= gone=one.vmdk.000000001 one.vmdk
no_info 'part 1 of "one.vmdk" is missing, but there is part 2' info hole.ova
ova hole.ova chunk=30000 gone=one.vmdk.000000001 one.vmdk
no_info 'part 1 of "one.vmdk": the archive has no member "one.vmdk.000000001"' \
  info hole.ova
gzip -k one.vmdk
reads_as one.vmdk.gz disk.raw
info_has 'disk_format: vmdk' info one.vmdk.gz
gzip -c several.ova >several.ova.gz
reads_as several.ova.gz other.raw --disk 3
info_has 'disk 5: four.qcow2' info several.ova.gz
gzip -c one.vmdk.gz | gzip -c | gzip -c >thrice.gz
no_info 'a container in a container in a container' info thrice.gz
head -c 20000 one.vmdk.gz >cut.gz
no_info 'cut.gz: gzip member 1: the file ends inside it' info cut.gz
{ cat one.vmdk.gz; echo garbage; } >garbage.gz
reads_as garbage.gz disk.raw
info_has 'garbage.gz: the last 8 bytes are no gzip data' info garbage.gz
xz -k one.vmdk
no_info 'one.vmdk.xz: packed by xz: unpack it first (xz -dk)' info one.vmdk.xz

# Text descriptors and deltas find what they name in the archive, or nowhere.
mkdir chain
qemu-img create -q -f vmdk -o subformat=twoGbMaxExtentFlat chain/base.vmdk 1M
qemu-img convert -n -f raw -O vmdk disk.raw chain/base.vmdk
qemu-img create -q -f vmdk -b base.vmdk -F vmdk chain/top.vmdk
qemu-io -f vmdk -c 'write -P 7 65536 65536' chain/top.vmdk >out
qemu-img convert -f vmdk -O raw chain/top.vmdk top.raw
tar -C chain --format=ustar -cf chain.ova .
reads_as chain.ova disk.raw --disk base.vmdk
reads_as chain.ova top.raw --disk top.vmdk
rm chain/base-f001.vmdk
cp disk.raw base-f001.vmdk
tar -C chain --format=ustar -cf away.ova .
no_info 'the archive has no member "base-f001.vmdk"' info --disk base.vmdk \
  away.ova
sed 's,"base-f001.vmdk","'"$tmpdir"'/disk.raw",' chain/base.vmdk >away.vmdk
tar --format=ustar -cf absolute.ova away.vmdk
no_info "the name \"$tmpdir/disk.raw\" is absolute" info absolute.ova
sed 's,"base-f001.vmdk","../disk.raw",' chain/base.vmdk >away.vmdk
tar --format=ustar -cf up.ova away.vmdk
no_info 'the name "../disk.raw" leads out of the archive' info up.ova

# Where data lies is told in the archive's own offsets, by formats that know it
# themselves and by those that ask the file.
ova place.ova 'two b.vmdk'
at=$(grep -abo KDMV place.ova | head -n 1 | cut -d : -f 1)
"$vmferry" map --json 'two b.vmdk' | python3 -c '
import json, sys
spans = json.load(sys.stdin)
for s in spans:
    if "offset" in s:
        s["offset"] += int(sys.argv[1])
print(spans)' "$at" >want
"$vmferry" map --json place.ova |
  python3 -c 'import json, sys; print(json.load(sys.stdin))' | cmp - want ||
  fail "the map of a disk in an OVA has other offsets"
qemu-img convert -f raw -O vpc -o subformat=fixed,force_size=on disk.raw f.vhd
tar --format=ustar -cf fixed.ova f.vhd
"$vmferry" map --json fixed.ova | grep '"offset": 512}' >/dev/null ||
  fail "the map of a fixed disk in an archive has another offset"

# By NBD, and served.
stop_server ()
{
  [ ! -s nbd.pid ] || kill "$(cat nbd.pid)" 2>/dev/null || :
}
cleanup stop_server
nbdkit -r -U nbd.sock -P nbd.pid file several.ova
uri=nbd+unix:///?socket=$tmpdir/nbd.sock
reads_as "$uri" other.raw -f probe --disk 3
reads_as "$uri" other.raw -f ova --disk four.qcow2
"$vmferry" serve several.ova --disk 2 --run "qemu-img compare -f raw -F raw \
  disk.raw \"\$uri\"" >out || fail "serve: $(cat out)"

# A folder instead of an archive; its files are no targets.
ova unpacked to=folder mf=sha512 one.vmdk 'two b.vmdk'
reads_as unpacked/vm.ovf disk.raw --disk 1
[ ! -s err ] || fail "what may be missing is an error: $(cat err)"
no_info 'is a file of the source, which is never changed' copy -O raw \
  --disk 1 unpacked/vm.ovf unpacked/one.vmdk
reads_as unpacked/vm.ovf other.raw --disk 'two b.vmdk'
mv unpacked/one.vmdk .
no_info 'cannot open' info --disk 1 unpacked/vm.ovf

# A member is not read to get past it.
python3 - "$disks" <<'PYTHON'
import sys
sys.path.insert(0, sys.argv[1])
import mktar
with open('huge.ova', 'wb') as out:
    for name in b'a.img', b'b.img':
        out.write(mktar.header(name, 20 << 30, magic=mktar.GNU,
                               number=mktar.binary))
        out.seek(20 << 30, 1)
    out.write(mktar.member(b'one.vmdk', open('one.vmdk', 'rb').read()))
    out.write(mktar.end())
PYTHON
timeout 2 "$vmferry" info huge.ova >out || fail "40 GiB take too long"
reads_as huge.ova disk.raw

# As many members as there may be, and a manifest of names that lead to none;
# and among names that differ in case, the one that is meant.
python3 - "$disks" <<'PYTHON'
import sys
sys.path.insert(0, sys.argv[1])
import mktar
OVF = (b'<Envelope><References><File id="f" href="disk.raw"/></References>'
       b'<DiskSection><Disk diskId="d" fileRef="f" format="raw"/>'
       b'</DiskSection></Envelope>')
with open('many.ova', 'wb') as out:
    out.write(mktar.member(b'a.ovf', OVF))
    out.write(mktar.member(b'a.mf', b''.join(
        b'SHA1(gone-%d)= %040d\n' % (i, 0) for i in range(20000))))
    for i in range(99000):
        out.write(mktar.header(b'%d/same' % i, 0))
    for name in b'DISK.raw', b'Disk.raw':
        out.write(mktar.member(name, b'wrong'))
    out.write(mktar.member(b'disk.raw', open('disk.raw', 'rb').read()))
    out.write(mktar.end())
PYTHON
timeout 5 "$vmferry" info many.ova >out 2>&1 ||
  fail "99000 members take too long: $(cat out)"
reads_as many.ova disk.raw

# An archive that is cut off, and what is left of it.
size=$(stat -c %s pax.ova)
head -c $((size - 150000)) pax.ova >cut.ova
no_info 'the archive ends inside "one.vmdk": ' info cut.ova
expect_status 3 "$vmferry" copy --salvage -q --no-fsync -O raw cut.ova copied
cmp -n 65536 disk.raw copied || fail "the start of a cut OVA is lost"
rm copied copied.*
expect_status 1 "$vmferry" check cut.ova
grep -q 'the archive ends inside "one.vmdk"' out err ||
  fail "check of a cut OVA: $(cat out err)"

# What unpacks to more than its disk could have.
head -c 80000000 /dev/zero | gzip -c >zeros.vmdk
ova bomb.ova capacity=1048576 zeros.vmdk
no_info 'zeros.vmdk: it unpacks to more than 68288512 bytes' info bomb.ova

# Links are not followed.
ln -s one.vmdk link.vmdk
tar --format=ustar -cf link.ova link.vmdk
no_info 'a tar archive without .ovf and without a disk image' info link.ova
python3 "$disks/mkova.py" linked.ova order=o link.vmdk
tar --format=ustar -rf linked.ova link.vmdk
no_info '"link.vmdk" is a link, no file' info linked.ova
echo "$test_name: passed"
