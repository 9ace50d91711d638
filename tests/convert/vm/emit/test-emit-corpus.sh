# vmferry: for each definition of the corpus each target gets a text that its
# own language's reader takes, or the definition is refused with a sentence
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3 xmllint
python3 -c 'import yaml' 2>/dev/null || skip "no PyYAML here"
need_corpus vmx ovf ova hyperv-config libvirt-xml
here=$top_srcdir/tests/convert/vm/emit
texts=$tmpdir/texts

mkdir "$texts"
find "$corpus"/{vmx,ovf,ova,hyperv-config,libvirt-xml} -type f |
  sort >"$tmpdir/list"
"$top_builddir/tests/convert/vm/emit/emit-all" "$texts" <"$tmpdir/list" \
  >"$tmpdir/told"

# A definition that is read is refused only for what QEMU cannot have.
grep '^refused: ' "$tmpdir/told" >"$tmpdir/refused" || :
while IFS= read -r line; do
  case $line in
    *' vCPUs: '* | *'places'* | *'vcpus'*) ;;
    *) fail "$line" ;;
  esac
done <"$tmpdir/refused"
for target in libvirt qemu kubevirt proxmox openstack; do
  count=$(find "$texts" -name "*.$target" | wc -l)
  echo "$target: $count"
  [ "$count" -ge 400 ] || fail "$target: only $count"
done

xmllint --noout "$texts"/*.libvirt
python3 "$here/kubevirt.py" check "$here/kubevirt-fields.tsv" \
  "$texts"/*.kubevirt
python3 "$here/proxmox.py" "$texts"/*.proxmox
for script in "$texts"/*.qemu "$texts"/*.openstack; do
  sh -n "$script" || fail "$(head -n 20 "$script")"
done
