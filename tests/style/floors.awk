# vmferry: floors.awk: may this file include that header?
#
# Reads C files of the tree by their path from its top, and prints each
# include line that the table of docs/architecture.md does not allow, with
# the reason.  Exit status 1 when there was one.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

BEGIN {
  # Floor: folders that it may include from, besides itself.
  below["common"] = ""
  below["formats"] = "common"
  below["convert/disk"] = "common formats"
  below["inspect"] = "common formats"
  below["drivers"] = "common formats inspect"
  below["convert/vm"] = "common formats convert/disk inspect drivers"
  below["tools"] = "common formats convert/disk inspect drivers convert/vm"
  below["fixtures"] = below["tests"] = below["tools"] " tools fixtures tests"

  # Third party: floors that may use it, in .c files.  Tests may use any.
  party["libnbd.h"] = "common"
  party["jansson.h"] = "common"
  party["zlib.h"] = "formats inspect" # inspect: initramfs
  party["libdeflate.h"] = "formats"
  party["zstd.h"] = "formats inspect"
  party["libxml/"] = "formats"
  party["nettle/"] = "formats"
  party["guestfs.h"] = "inspect drivers convert/vm"
  party["libvirt/"] = "convert/vm"
  party["sqlite3.h"] = "convert/vm"
  party["nbdkit-"] = "tools"
  party["check.h"] = ""
  party["glib"] = "(nowhere: no GLib in this tree)"
}

# The floor of a path.
function floor_of(path,    part)
{
  split(path, part, "/")
  return part[1] == "convert" ? part[1] "/" part[2] : part[1]
}

function has(list, word)
{
  return index(" " list " ", " " word " ") > 0
}

function bad(reason)
{
  print path ":" FNR ": " target ": " reason
  found = 1
}

function check_ours(    there)
{
  if (target == "config.h") {
    if (path ~ /\.h$/)
      bad("config.h belongs in .c files, before anything else")
    return
  }
  if (target !~ /\//)
    return bad("write it from the top of the tree: \"folder/file.h\"")
  there = floor_of(target)
  if (there != floor && !has(below[floor], there))
    bad(floor "/ may not include from " there "/")
  # Of the formats, those who deal with guests know the machine only.
  if (floor ~ /^(inspect|drivers)$/ && there == "formats" &&
      target !~ /^formats\/machine/)
    bad(floor "/ may include the machine only from formats/")
  if (target ~ /-priv\.h$/ && floor != "tests" &&
      folder(target) != folder(path))
    bad("a -priv.h is for its own folder and the tests")
}

function folder(name)
{
  sub(/\/[^\/]*$/, "", name)
  return name
}

function check_party(    p)
{
  for (p in party) {
    if (index(target, p) != 1)
      continue
    if (floor == "tests" || floor == "fixtures")
      return
    if (path ~ /\.h$/)
      bad("third-party headers stay out of ours; wrap it in an opaque struct")
    else if (!has(party[p], floor))
      bad(floor "/ may not use this library")
  }
}

FNR == 1 {
  path = FILENAME
  sub(/^\.\//, "", path)
  floor = floor_of(path)
  if (!(floor in below)) {
    target = "(file)"
    bad("no floor: sources lie in common/, formats/, convert/disk/," \
        " convert/vm/, inspect/, drivers/, tools/ or tests/")
    nextfile
  }
}

/^[ \t]*#[ \t]*include[ \t]*["<]/ {
  target = $0
  sub(/^[ \t]*#[ \t]*include[ \t]*["<]/, "", target)
  ours = $0 ~ /include[ \t]*"/
  sub(/[">].*/, "", target)
  if (ours)
    check_ours()
  else
    check_party()
}

END { exit found }
