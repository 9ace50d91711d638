# vmferry: each definition of the corpus as a domain, for a test that sources
# this after tests/convert/vm/emit/embed.sh
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

# corpus_definitions: prints the path of each, one per line.
corpus_definitions ()
{
  find "${corpus:?}"/{vmx,ovf,ova,hyperv-config,libvirt-xml} -type f \
    \( -name '*.vmx' -o -name '*.ovf' -o -name '*.ova' -o -name '*.vmcx' \
    -o -path '*/libvirt-xml/*.xml' -o -path '*/hyperv-config/*.xml' \) |
    sort
}

# emit_domains OPTION...: reads paths, and writes vN.xml into $tmpdir/domains
# for each that is a machine, with the caps of the libvirt at hand; vN.source
# has the path.  What is refused goes to $tmpdir/refused.
emit_domains ()
{
  local path n=0
  mkdir -p "$tmpdir/domains" "$tmpdir/disks"
  echo "domcapabilities --virttype qemu --machine q35" >"$tmpdir/commands"
  embed "$tmpdir/commands" 2>/dev/null |
    sed -n '/<domainCapabilities>/,/<\/domainCapabilities>/p' \
      >"$tmpdir/caps.xml"
  while IFS= read -r path; do
    n=$((n + 1))
    "${vmferry:?}" emit "$@" --domain-type qemu --name "v$n" \
      --domcapabilities "$tmpdir/caps.xml" --disk-dir "$tmpdir/disks" \
      -o "$tmpdir/domains/v$n.xml" "$path" </dev/null 2>"$tmpdir/err" || {
      echo "$path: $(tail -n 1 "$tmpdir/err")" >>"$tmpdir/refused"
      continue
    }
    echo "$path" >"$tmpdir/domains/v$n.source"
  done
}

# make_startable: gives all domains empty disks, and NICs that need no bridge,
# no network and no privilege.
make_startable ()
{
  local disk
  sed -i -E "s/<interface type='(network|bridge)'>/<interface type='user'>/
    /<source (network|bridge)=/d; /<virtualport/d; /<mtu/d
    /<vlan/,/<\/vlan>/d; /<bandwidth>/,/<\/bandwidth>/d" "$tmpdir"/domains/*.xml
  { grep -ho "$tmpdir/disks/[^']*" "$tmpdir"/domains/*.xml || true; } |
    sort -u |
    while IFS= read -r disk; do
      cp -n "$tmpdir/empty.qcow2" "$disk"
    done
}
