# vmferry: check_corpus: the disks of the corpus against its manifest; sourced
# after tests/lib.sh and tests/formats/disks.sh
#
# What qemu-img made of a disk stands in the manifest: of an image in two
# fields, of the disks in an OVA among the notes on its members.  We read the
# same, and refuse, with one sentence, what it refused; what else there is
# stands in corpus-expected.tsv.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

# unpack FILE: sets $image to FILE, or to what is compressed in it, under its
# name and beside its data file.
unpack ()
{
  local program data
  case $1 in
    *.gz) program=gzip ;;
    *.bz2) program=bzip2 ;;
    *) image=$1; return ;;
  esac
  rm -rf "$tmpdir/unpacked"
  mkdir "$tmpdir/unpacked"
  image=$tmpdir/unpacked/$(basename "${1%.*}")
  "$program" -dc "$1" | cp --sparse=always /dev/stdin "$image"
  data=${1%.qcow2.gz}.bin.gz
  [ "$1" = "$data" ] || [ ! -e "$data" ] ||
    gzip -dc "$data" >"${image%.qcow2}.bin"
}

# corpus_disks: prints "PATH|DISK|SIZE|DIGEST" for each disk of the manifest,
# DISK being its number in an OVA of several, else 0, or "chain" for a VHD with
# a parent; without a size and a digest it is to be refused.
corpus_disks ()
{
  python3 - "$corpus/MANIFEST.tsv" "$top_srcdir/tests/formats" <<'PYTHON'
import csv, re, sys

KINDS = re.compile(r'(vmdk|vhdx|vhd|qcow2)/|(ova|corrupt)/.*\.(ova|vmdk)')
with open(sys.argv[2] + '/corpus-expected.tsv') as f:
    known = {row[0]: row[1:3] for row in
             (line.rstrip('\n').split('\t') for line in f
              if not line.startswith('#'))}
with open(sys.argv[1], newline='') as f:
    for row in csv.DictReader(f, delimiter='\t'):
        path, note = row['path'], row['qemu_note']
        if not KINDS.match(path) or note.startswith('fragment'):
            continue
        disks = [(row['qemu_virtual_size'], row['qemu_raw_sha256'])]
        if path.endswith('.ova'):
            disks = re.findall(r'vsize (\d+) raw ([0-9a-f]{64})', note)
        if path in known:
            disks = [known[path]]
        if path.startswith('vhd/') and row['variant'] == 'differencing':
            print(path, 'chain', *disks[0], sep='|')
        elif len(disks) > 1:
            for number, disk in enumerate(disks, 1):
                print(path, number, *disk, sep='|')
        elif disks and disks[0][1]:
            print(path, 0, *disks[0], sep='|')
        else:
            print(path, 0, '', '', sep='|')
PYTHON
}

# refuses_disk PATH: $image is refused with one sentence.
refuses_disk ()
{
  expect_status 1 "$dump" size "$image"
  [ "$(wc -l <"$tmpdir/err")" = 1 ] || fail "$1: $(cat "$tmpdir/err")"
  echo "$1: refused"
}

# reads_disk PATH SIZE DIGEST: $image holds a disk of that content, of which
# nothing lies where something else does.
reads_disk ()
{
  local got
  got=$("$dump" size "$image") || fail "$1 is refused"
  [ "$got" = "$2" ] || fail "$1 has $got bytes, not $2"
  "$dump" places "$image" || fail "$1: a false alarm"
  [ "$3" != - ] || return 0
  got=$("$dump" read "$image" | sha256sum)
  [ "${got%% *}" = "$3" ] || fail "$1 reads wrong"
  echo "$1: as it should"
}

# reads_chain PATH: qemu-img opens such a VHD as if it were whole, so its digest
# says nothing.  It is refused for its parent, or reads as 7-Zip has it.
reads_chain ()
{
  if ! "$dump" read "$image" >"$tmpdir/chain" 2>"$tmpdir/err"; then
    grep -Eq 'parent|checksum' "$tmpdir/err" || fail "$1: $(cat "$tmpdir/err")"
  elif command -v 7zz >/dev/null; then
    7zz e -tVHD -so "$image" 2>/dev/null | cmp - "$tmpdir/chain" ||
      fail "$1 reads otherwise than by 7-Zip"
  fi
  echo "$1: with its parent"
}

# reads_member PATH NUMBER DIGEST: so does that disk of the OVA $image.
reads_member ()
{
  local got
  "$vmferry" copy -q --no-fsync --disk "$2" -O raw "$image" "$tmpdir/member" ||
    fail "$1: disk $2 is refused"
  got=$(sha256sum <"$tmpdir/member")
  [ "${got%% *}" = "$3" ] || fail "$1: disk $2 reads wrong"
  echo "$1: disk $2 as it should"
}

# check_corpus MIN MAX: every disk of the corpus that has from MIN to MAX bytes;
# those that are refused have none.
check_corpus ()
{
  local path number size digest count=0
  while IFS='|' read -r path number size digest; do
    [ "${size:-0}" -ge "$1" ] && [ "${size:-0}" -le "$2" ] || continue
    [ -e "$corpus/$path" ] || continue
    unpack "$corpus/$path"
    if [ "$number" = chain ]; then
      reads_chain "$path"
    elif [ -z "$digest" ]; then
      refuses_disk "$path"
    elif [ "$number" = 0 ]; then
      reads_disk "$path" "$size" "$digest"
    else
      reads_member "$path" "$number" "$digest"
    fi
    count=$((count + 1))
  done < <(corpus_disks)
  [ "$count" -gt 0 ] || fail "the corpus has no such disk"
  echo "$test_name: $count disks"
}
