# vmferry: what an OVA's manifest says is held against its files
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires gzip jq openssl python3 qemu-img
cd "$tmpdir"

# ova FILE OPTION...: makes one by the recipe.
ova ()
{
  python3 "$disks/mkova.py" "$@"
}

# says TEXT FILE: fails unless FILE has TEXT.
says ()
{
  grep -Fq -e "$1" "$2" || fail "not '$1': $(cat "$2")"
}

sample_disk disk.raw 1048576
qemu-img convert -f raw -O vmdk -o subformat=streamOptimized disk.raw one.vmdk
qemu-img convert -f raw -O vmdk disk.raw two.vmdk
mkdir target

# All algorithms and spellings agree with the files.
for algorithms in sha1 sha256 sha512 sha1,sha256,sha512; do
  for style in plain spaced sums; do
    ova good.ova "mf=$algorithms" "style=$style" one.vmdk two.vmdk
    expect_status 0 "$vmferry" check --disk 2 good.ova
    says 'sound' out
    [ ! -s err ] || fail "$algorithms, $style: $(cat err)"
  done
done
expect_status 0 "$vmferry" copy -q --no-fsync -O raw --disk 1 good.ova copied
cmp disk.raw copied || fail "the copy of a sound OVA differs"

# OpenSSL writes manifests in the same way.
mkdir openssl
ova plain mf= to=folder one.vmdk
(cd plain && openssl dgst -sha256 vm.ovf one.vmdk | sed 's/^SHA2-/SHA/' >vm.mf)
expect_status 0 "$vmferry" check plain/vm.ovf
says 'sound' out

# A disk that is not what the manifest says: no target, whatever the engine.
for more in order=omd order=dom gzip=yes tar=pax; do
  name=one.vmdk
  [ $more != gzip=yes ] || name=one.vmdk.gz
  ova bad.ova $more "bad=$name" one.vmdk two.vmdk
  for engine in parallel plain; do
    expect_status 1 "$vmferry" copy -q --engine $engine --disk 1 bad.ova \
      target/disk.qcow2
    says "bad.ova: $name: SHA256 is " err
    says ', but the manifest says ' err
    [ "$(wc -l <err)" = 1 ] || fail "not one sentence: $(cat err)"
    [ -z "$(ls -A target)" ] || fail "left: $(ls -A target)"
  done
  expect_status 0 "$vmferry" info --disk 1 bad.ova
  expect_status 0 "$vmferry" copy -q --disk 2 bad.ova target/disk.qcow2
  rm target/disk.qcow2
  expect_status 1 "$vmferry" check --disk 2 bad.ova
  says "damage: manifest: $name: SHA256 is " out
  says ", 1 damage" out
  expect_status 0 "$vmferry" check --no-manifest --disk 2 bad.ova
  expect_status 0 "$vmferry" copy --no-manifest -O raw --disk 1 bad.ova \
    target/disk.raw
  says 'warning: bad.ova: its manifest is not compared' err
  cmp disk.raw target/disk.raw || fail "--no-manifest: differs"
  rm target/disk.raw
done
digest=$(sha256sum <two.vmdk)
ova bad.ova bad=two.vmdk two.vmdk
expect_status 1 "$vmferry" copy -q bad.ova target/disk.qcow2
says "SHA256 is ${digest%% *}, but the manifest says " err

# In parts, each has a digest.
ova parts.ova chunk=30000 bad=one.vmdk.000000001 one.vmdk
expect_status 1 "$vmferry" copy -q parts.ova target/disk.qcow2
says 'one.vmdk.000000001: SHA256 is ' err

# An extent of the disk is part of it.
qemu-img convert -f raw -O vmdk -o subformat=monolithicFlat disk.raw flat.vmdk
ova extent.ova bad=flat-flat.vmdk flat.vmdk flat-flat.vmdk
expect_status 1 "$vmferry" copy -q --disk flat.vmdk extent.ova target/d.qcow2
says 'flat-flat.vmdk: SHA256 is ' err

# A file counts under any name that leads to it, from wherever it is opened.
mkdir -p there/sub
sed 's/"one.vmdk"/"sub\/One.vmdk"/' plain/vm.ovf >there/vm.ovf
cp one.vmdk there/sub/One.vmdk
digest=$(printf '0%.0s' {1..40})
echo "SHA1(./sub/One.vmdk)= $digest" >there/vm.mf
tar --format=ustar -C there -cf - vm.ovf sub >there.ova
sed 's/One/ONE/' there/vm.mf >there.mf
tar --format=ustar -rf there.ova --transform=s/there/vm/ there.mf
for file in there/vm.ovf "$tmpdir/there/vm.ovf" there.ova; do
  expect_status 1 "$vmferry" copy -q "$file" target/disk.qcow2
  says "sub/One.vmdk: SHA1 is " err
done

# The OVF itself is compared before it is believed.
ova bad-ovf.ova bad=vm.ovf one.vmdk
expect_status 1 "$vmferry" info bad-ovf.ova
says 'vm.ovf: SHA256 is ' err
says 'go on with --no-manifest if that is known' err
expect_status 0 "$vmferry" info --no-manifest bad-ovf.ova

# Each disk once, though the number of one is the name of another.
mkdir named
cp one.vmdk named/2
truncate -s 2M named/x.raw
qemu-img convert -f raw -O vmdk named/x.raw named/x
(cd named && ova ../named.ova 2 x)
expect_status 0 "$vmferry" check --json named.ova
[ "$(jq -c '[.[] | select(.disk) | [.disk, .data_bytes > 0]]' out)" = \
  '[["2",true],["x",false]]' ] || fail "names like numbers: $(cat out)"

# What is missing on one side is told, and no more.
ova gone.ova gone=two.vmdk one.vmdk two.vmdk
expect_status 0 "$vmferry" info --disk 1 gone.ova
says 'digests of 1 file that is not here, "two.vmdk" first' err
ova only.ova only=vm.ovf one.vmdk
expect_status 0 "$vmferry" info only.ova
says 'the manifest has no digest of "one.vmdk"' err

# Salvage is for what is damaged.
expect_status 0 "$vmferry" copy --salvage -O raw --disk 1 bad.ova \
  target/disk.raw
says 'two.vmdk: SHA256 is ' err
cmp disk.raw target/disk.raw || fail "--salvage: differs"

# What stands beside an OVF is the source's, too.
(cd plain && openssl dgst -sha256 vm.ovf one.vmdk | sed 's/^SHA2-/SHA/' >vm.mf)
echo 'no signature' >plain/vm.cert
for file in vm.mf vm.cert vm.ovf one.vmdk; do
  before=$(same_state plain/$file)
  expect_status 2 "$vmferry" copy plain/vm.ovf plain/$file
  [ "$(same_state plain/$file)" = "$before" ] || fail "$file was written to"
done
rm plain/vm.cert

# Manifests that are none.
bad_manifest ()
{
  printf '%b' "$1" >plain/vm.mf
  expect_status 1 "$vmferry" info plain/vm.ovf
  says "vm.mf: $2" err
}
bad_manifest 'x\n' 'line 1: must be "ALGORITHM(FILE)= DIGEST"'
bad_manifest '\n\nMD5(a)= 00\n' 'line 3: the algorithm is "MD5", must be SHA1'
bad_manifest 'SHA1(a)= 00\n' 'line 1: SHA1 has 2 digits, must have 40'
bad_manifest "SHA1(a)= $(printf 'x%.0s' $(seq 40))" 'line 1: SHA1 must be hex'

# Descriptors that are none.
for xml in dtd entities wrong; do
  ova $xml.ova mf= xml=$xml one.vmdk
  expect_status 1 "$vmferry" info $xml.ova
done
says 'vm.ovf: its outermost element is not <Envelope>' err
echo '<html>no Envelope</html>' >vm.ovf
expect_status 1 "$vmferry" info vm.ovf
says 'not <Envelope> but <html>: a web page' err
expect_status 1 "$vmferry" info entities.ova
says 'vm.ovf: it has a document type, which is not read' err


# Without --disk, all disks are checked, each once, and the files once.
ova good.ova one.vmdk two.vmdk
expect_status 0 "$vmferry" check good.ova
diff out - <<'END' || fail "three results of a sound OVA"
good.ova: sound, 0 B of data, 0 damages
good.ova: one.vmdk: sound, 512 KiB of data, 0 damages
good.ova: two.vmdk: sound, 512 KiB of data, 0 damages
END
expect_status 0 "$vmferry" check --json good.ova
[ "$(jq -c '[.[] | .disk]' out)" = '[null,"one.vmdk","two.vmdk"]' ] ||
  fail "JSON: $(cat out)"
cp two.vmdk bad.vmdk
python3 - bad.vmdk <<'PYTHON'
import struct, sys
b = bytearray(open(sys.argv[1], 'rb').read())
for at in (48, 56):
    table = struct.unpack_from('<I', b, struct.unpack_from('<Q', b, at)[0] * 512)
    struct.pack_into('<I', b, table[0] * 512 + 4, 1 << 30)
open(sys.argv[1], 'wb').write(b)
PYTHON
ova bad.ova one.vmdk bad.vmdk two.vmdk
expect_status 1 "$vmferry" check bad.ova
says 'bad.ova: one.vmdk: sound' out
says 'bad.ova: bad.vmdk: damaged' out
says 'bad.ova: two.vmdk: sound' out
expect_status 1 "$vmferry" check --json bad.ova
[ "$(jq -c '[.[] | .damaged]' out)" = '[false,false,true,false]' ] ||
  fail "JSON: $(cat out)"
# One that cannot be opened keeps nobody from the others.
head -c 1000 two.vmdk >none.vmdk
ova bad.ova none.vmdk one.vmdk bad=one.vmdk
expect_status 1 "$vmferry" check bad.ova
says 'bad.ova: damaged' out
[ "$(grep -c 'SHA256 is' out)" = 1 ] || fail "a digest is told twice: $(cat out)"
says 'bad.ova: none.vmdk: damaged' out
says 'bad.ova: one.vmdk: sound' out
gzip -c good.ova >good.ova.gz
expect_status 0 "$vmferry" check good.ova.gz
says 'good.ova.gz: two.vmdk: sound' out
echo "$test_name: passed"
