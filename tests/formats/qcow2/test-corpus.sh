# vmferry: the corpus's qcow2 images read as its manifest says
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
need_corpus MANIFEST.tsv qcow2
cd "$tmpdir"

count=0
while IFS=$'\t' read -r path digest; do
  image=$corpus/$path
  [ -e "$image" ] || continue
  case $path in
    *.gz)
      image=$(basename "$path" .gz)
      zcat "$corpus/$path" >"$image"
      ;;
  esac
  rm -f ours.raw
  case $path in
    */data-file.qcow2.gz)
      expect_status 1 "$vmferry" copy -q -O raw "$image" ours.raw
      grep -q "external data file" err || fail "$path: $(cat err)"
      ;;
    *)
      "$vmferry" copy -q --no-fsync -O raw "$image" ours.raw
      [ "$(sha256sum <ours.raw)" = "$digest  -" ] || fail "$path differs"
      "$vmferry" check -q "$image" || fail "$path: damage where none is"
      ;;
  esac
  count=$((count + 1))
done < <(awk -F'\t' '$1 ~ /^qcow2\// && $11 { print $1 "\t" $11 }' \
  "$corpus/MANIFEST.tsv")
[ "$count" -ge 5 ] || fail "only $count images of the corpus were read"
echo "$test_name: $count images"
