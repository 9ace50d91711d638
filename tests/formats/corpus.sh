# vmferry: check_corpus: the disks of the corpus against its manifest; sourced
# after tests/lib.sh and tests/formats/disks.sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

# unpack FILE: sets $image to FILE, or to what is compressed in it.
unpack ()
{
  local program
  image=$tmpdir/unpacked
  case $1 in
    *.gz) program=gzip ;;
    *.bz2) program=bzip2 ;;
    *.xz) program=xz ;;
    *) image=$1; return ;;
  esac
  rm -f "$image"
  "$program" -dc "$1" | cp --sparse=always /dev/stdin "$image"
}

# check_corpus PATTERN MIN MAX: reads each file whose path matches and whose
# disk has from MIN to MAX bytes, and compares with what qemu-img read; files
# that qemu-img refuses must be refused with one sentence.
check_corpus ()
{
  local path size digest got
  while IFS='|' read -r path size digest; do
    [[ $path =~ $1 ]] || continue
    [ "${size:-0}" -ge "$2" ] && [ "${size:-0}" -le "$3" ] || continue
    [ -e "$corpus/$path" ] || continue
    unpack "$corpus/$path"
    if [ -z "$digest" ]; then
      expect_status 1 "$dump" size "$image"
      [ "$(wc -l <"$tmpdir/err")" = 1 ] || fail "$path: $(cat "$tmpdir/err")"
      continue
    fi
    got=$("$dump" size "$image") || fail "$path is refused"
    [ "$got" = "$size" ] || fail "$path has $got bytes, not $size"
    got=$("$dump" read "$image" | sha256sum)
    [ "${got%% *}" = "$digest" ] || fail "$path reads wrong"
    echo "$path: as qemu-img"
  done < <(awk -F '\t' '{ print $1 "|" $10 "|" $11 }' "$corpus/MANIFEST.tsv")
}
