# vmferry: manifests of emit --to kubevirt are what KubeVirt's API takes
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3
python3 -c 'import yaml' 2>/dev/null || skip "no PyYAML here"
cases=$top_srcdir/fixtures/machine/vmx
here=$top_srcdir/tests/convert/vm/emit

mkdir "$tmpdir/all"
for vmx in "$cases"/*.vmx; do
  "$vmferry" emit -q --to kubevirt -o "$tmpdir/all/$(basename "$vmx").yaml" \
    "$vmx"
done
# Huge pages pass NUMA nodes through; a CPU by its name.
"$vmferry" emit -q --to kubevirt --hugepages 2M --cpu Skylake-Server-noTSX-IBRS \
  --network '*:default/net' -o "$tmpdir/all/more.yaml" \
  "$cases/worked-example.vmx"
grep -q 'guestMappingPassthrough' "$tmpdir/all/more.yaml" || fail "no NUMA"
grep -q 'model: Skylake-Server-noTSX-IBRS' "$tmpdir/all/more.yaml" ||
  fail "no model"

# A claim that is new needs a size, be it known or not.
grep -q '^#   virtctl image-upload pvc db01-vda --size=SIZE --image-path=' \
  "$tmpdir/all/worked-example.vmx.yaml" || fail "no size"
"$vmferry" emit -q --to kubevirt -o "$tmpdir/all/ovf.yaml" \
  "$top_srcdir/fixtures/machine/ovf/vmware.ovf"
grep -q '^#   virtctl image-upload pvc .* --size=[0-9]* --image-path=' \
  "$tmpdir/all/ovf.yaml" || fail "no size: $(head "$tmpdir/all/ovf.yaml")"

# Texts that would be something else to YAML, and the end of a comment.
{
  cat "$cases/minimal.vmx"
  printf '%s\n' 'displayName = "No: {x} # \"y"' 'annotation = "- a: |0A!b"'
} >"$tmpdir/odd.vmx"
"$vmferry" emit -q --to kubevirt --disk-dir $'/x\n---\n\xff\xc2\x85: y' \
  -o "$tmpdir/all/odd.yaml" "$tmpdir/odd.vmx"
python3 "$here/kubevirt.py" check "$here/kubevirt-fields.tsv" \
  "$tmpdir/all"/*.yaml

# A field that KubeVirt has not would be noticed.
sed 's/^  *threads:/          thread:/' "$tmpdir/all/minimal.vmx.yaml" \
  >"$tmpdir/wrong.yaml"
expect_status 1 python3 "$here/kubevirt.py" check \
  "$here/kubevirt-fields.tsv" "$tmpdir/wrong.yaml"
grep -q "has no 'thread'" "$tmpdir/err" || fail "$(cat "$tmpdir/err")"

# virt-v2v's own expectations, of a VM that is as this one.
theirs=libvirt-xml/libguestfs-virt-v2v
need_corpus $theirs/test-o-kubevirt-fedora.yaml.expected
cat >"$tmpdir/test.vmx" <<'END'
config.version = "8"
virtualHW.version = "19"
displayName = "test"
memsize = "1024"
numvcpus = "1"
scsi0.present = "TRUE"
scsi0:0.present = "TRUE"
scsi0:0.fileName = "test.vmdk"
ethernet0.present = "TRUE"
ethernet0.address = "00:11:22:33:44:55"
ethernet0.addressType = "static"
ethernet0.networkName = "default"
END
for os in fedora windows; do
  "$vmferry" emit -q --to kubevirt -o "$tmpdir/ours.yaml" "$tmpdir/test.vmx"
  python3 "$here/kubevirt.py" compare \
    "$corpus/$theirs/test-o-kubevirt-$os.yaml.expected" "$tmpdir/ours.yaml"
done

# Names that Kubernetes does not take.
for network in prod/VLAN_10 Prod/x x/ /x a.b/c -x x- a/b/c; do
  expect_status 2 "$vmferry" emit --to kubevirt --network "*:$network" \
    "$top_srcdir/fixtures/machine/vmx/worked-example.vmx"
  grep -q -e "--network: \"$network\" names no network" "$tmpdir/err" ||
    fail "$network: $(cat "$tmpdir/err")"
done
for network in x prod/vlan-10 a/b.c; do
  expect_status 0 "$vmferry" emit --to kubevirt --network "*:$network" \
    "$top_srcdir/fixtures/machine/vmx/worked-example.vmx"
done
