# vmferry: tar archives of every dialect read as GNU tar and Python read them,
# and broken ones are refused with a sentence
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3 tar
cd "$tmpdir"
dump_tar=$top_builddir/tests/tools/dump-tar

# as_python ARCHIVE: the list and each file's content are Python's.
as_python ()
{
  python3 - "$1" "$dump_tar" <<'PYTHON'
import subprocess, sys, tarfile
archive, dump = sys.argv[1:]
with tarfile.open(archive, encoding='cp1252') as tar:
    members = tar.getmembers()
    # The last of several is the one that stays.
    last = {m.name: m for m in members}
    want = []
    for m in members:
        kind = ('f' if m.isreg() else 'd' if m.isdir() else
                'l' if m.issym() or m.islnk() else 'o')
        name = '/'.join(p for p in m.name.split('/') if p not in ('', '.'))
        want.append((kind, name, m.size if kind == 'f' else None))
    listed = subprocess.check_output([dump, 'list', archive], text=True)
    got = []
    for line in listed.splitlines():
        kind, size, name = line.split(' ', 2)
        got.append((kind, name, int(size) if kind == 'f' else None))
    assert got == want, (got, want)
    for m in list(last.values())[:9]:
        if m.isreg():
            name = '/'.join(p for p in m.name.split('/') if p not in ('', '.'))
            ours = subprocess.check_output([dump, 'cat', archive, name])
            assert ours == tar.extractfile(m).read(), m.name
PYTHON
}

# as_gnu_tar ARCHIVE: extracting leaves the content that we read.
as_gnu_tar ()
{
  rm -rf tree
  mkdir tree
  tar -C tree -xf "$1" 2>err ||
    grep 'lone zero' err >/dev/null ||
    fail "GNU tar does not read $1: $(cat err)"
  find tree -type f -links 1 | awk 'NR <= 9' | sed 's,tree/,,' |
    while read -r name; do
      [ "$(head -c 1 <<<"$name")" != a ] || [ "$1" != signed.tar ] || continue
      "$dump_tar" cat "$1" "$name" | cmp - "tree/$name" ||
        fail "$1: $name differs from what GNU tar extracts"
    done
}

for case in $(python3 "$disks/mktar.py" --list); do
  python3 "$disks/mktar.py" "$case" "$case.tar"
  as_python "$case.tar" || fail "$case is not what Python reads"
  as_gnu_tar "$case.tar"
done

# What GNU tar itself writes, with holes in its formats.
mkdir source
printf 'start' >source/sparse
truncate -s 3M source/sparse
printf 'end' >>source/sparse
cp /bin/sh source/program
long=$(printf 'x%.0s' $(seq 90))
mkdir "source/$long"
echo deep >"source/$long/$long"
for format in v7 ustar oldgnu gnu posix; do
  names="sparse program"
  [ $format = v7 ] || names="$names $long/$long"
  # shellcheck disable=SC2086 # several names
  tar -C source --format=$format -cf $format.tar $names
  as_python $format.tar
  as_gnu_tar $format.tar
done
for version in 0.0 0.1 1.0; do
  tar -C source --format=posix --sparse-version=$version -Scf s$version.tar \
    sparse program
  as_python s$version.tar
  as_gnu_tar s$version.tar
done
tar -C source --format=gnu -Scf sgnu.tar sparse program
as_python sgnu.tar
as_gnu_tar sgnu.tar

# bad CASE TEXT: it is refused with TEXT when it is listed or read.
bad ()
{
  python3 "$disks/mktar.py" "$1" bad.tar
  if "$dump_tar" list bad.tar >out 2>err; then
    expect_status 1 "$dump_tar" cat bad.tar "${3:-s}"
  fi
  grep -Fq -e "$2" err || fail "$1 is not refused with '$2': $(cat err)"
}

bad absolute 'tar header at byte 0: the name "/etc/passwd" is absolute'
bad dotdot 'tar header at byte 5632: the name "x/../../y" leads out'
bad dotdot-pax 'the name "../x" leads out of the archive'
bad control 'the name has the control byte 0x0a at byte 1'
bad nul 'the name has the control byte 0x00 at byte 6'
bad checksum 'tar header at byte 5632: the checksum at byte 148 is wrong'
bad size 'the size at byte 124 has byte 0x78, must be an octal number'
bad negative 'the size at byte 124 is negative'
bad huge 'the size at byte 124 does not fit into 63 bits'
bad truncated '"cut.vmdk": 4000 bytes are missing' cut.vmdk
bad half-header 'tar header at byte 5632: bad.tar: ends at byte 5732'
bad pax-record 'pax record at byte 0 is not "LENGTH KEY=VALUE"'
bad pax-global 'a global pax header sets "size" for all members'
bad sparse-2.0 "GNU's sparse format 2.0, must be 0.0, 0.1 or 1.0"
bad sparse-overlap 's: the piece of 5 bytes at 600 must lie between byte 1024'
bad sparse-beyond 's: the piece of 5 bytes at 600000 must lie between'
bad sparse-uneven 'the run before byte 800 is no multiple of 512 bytes long'
bad sparse-short 'its runs have 4000 bytes, but 1 are stored'
bad sparse-endless 'ends at byte 1024'
bad too-many 'more than 100000 members'
bad extras 'more than 64 headers before one member'
echo "$test_name: passed"
