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

# differencing PATH: qemu-img opens such a VHD as if it were whole, so its
# digest says nothing.  It is refused for its parent, or reads as 7-Zip has it.
differencing ()
{
  if ! "$dump" read "$image" >"$tmpdir/chain" 2>"$tmpdir/err"; then
    grep -Eq 'parent|checksum' "$tmpdir/err" || fail "$1: $(cat "$tmpdir/err")"
  elif command -v 7zz >/dev/null; then
    7zz e -tVHD -so "$image" 2>/dev/null | cmp - "$tmpdir/chain" ||
      fail "$1 reads otherwise than by 7-Zip"
  fi
  echo "$1: with its parent"
}

# check_corpus PATTERN MIN MAX: reads each file whose path matches and whose
# disk has from MIN to MAX bytes, and compares with what qemu-img read; files
# that qemu-img refuses must be refused with one sentence.
check_corpus ()
{
  local path variant size digest got
  while IFS='|' read -r path variant size digest; do
    [[ $path =~ $1 ]] || continue
    [ "${size:-0}" -ge "$2" ] && [ "${size:-0}" -le "$3" ] || continue
    [ -e "$corpus/$path" ] || continue
    unpack "$corpus/$path"
    if [[ $path = vhd/* && $variant = differencing ]]; then
      differencing "$path"
      continue
    fi
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
  done < <(awk -F '\t' '{ print $1 "|" $8 "|" $10 "|" $11 }' "$corpus/MANIFEST.tsv")
}
