# vmferry: the OVAs of the corpus read, or are refused, as its manifest says
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
need_corpus MANIFEST.tsv ova
requires python3
cd "$tmpdir"

# The remarks have "members: NAME(SIZE) ; DISK(SIZE) ... vsize N raw SHA256",
# "(chunks joined)" behind the name of a disk in parts, and qemu-img's
# complaint where it refuses one.
python3 - "$corpus/MANIFEST.tsv" >list <<'PYTHON'
import csv, re, sys
with open(sys.argv[1], errors='surrogateescape') as manifest:
    for row in csv.reader(manifest, delimiter='\t', quoting=csv.QUOTE_NONE):
        if not row[0].startswith('ova/'):
            continue
        remark = next((c for c in row if c.startswith('members: ')), '')
        disks = 0
        for part in remark[9:].split(' ; '):
            name = re.match(r'(.*?)(?: \(chunks joined\))?\(', part).group(1)
            found = re.search(r' vsize (\d+) raw ([0-9a-f]{64}|skipped)', part)
            if found:
                disks += 1
                print(row[0], name, *found.groups(), sep='|')
            elif 'qemu-img:' in part:
                disks += 1
                print(row[0], name, '', 'refused', sep='|')
        if not disks:
            print(row[0], '', '', 'no disk', sep='|')
PYTHON
[ -s list ] || fail "no OVA in the manifest"

while IFS='|' read -r path name size digest; do
  [ -e "$corpus/$path" ] || continue
  file=$corpus/$path
  case $digest in
    'no disk' | refused)
      expect_status 1 "$vmferry" copy -q "$file" target
      [ "$(wc -l <err)" = 1 ] || fail "$path: $(cat err)"
      [ ! -e target ] || fail "$path: a target is left"
      echo "$path: $(cut -d : -f 3- <err)"
      continue ;;
  esac
  "$vmferry" info --json --disk "$name" "$file" >info 2>err ||
    fail "$path: $(cat err)"
  got=$(python3 -c 'import json; print(json.load(open("info"))["virtual_size"])')
  [ "$got" = "$size" ] || fail "$path: $name has $got bytes, not $size"
  "$vmferry" check --disk "$name" "$file" >out 2>err ||
    fail "$path: $name: $(cat out err)"
  [ "$digest" != skipped ] || continue
  "$vmferry" copy -q --no-fsync -O raw --disk "$name" "$file" copied 2>err ||
    fail "$path: $name: $(cat err)"
  [ "$(sha256sum <copied)" = "$digest  -" ] || fail "$path: $name reads wrong"
  echo "$path: $name: as qemu-img"
done <list
echo "$test_name: passed"
