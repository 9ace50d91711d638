/* vmferry: reading dpkg's status file: paragraphs of "Field: value".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/dpkg.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/vector.h"

static int
keep (struct vf_dpkg *packages, struct vf_dpkg_package *package,
      struct vf_error *err)
{
  if (package->name.length && vf_vector_push (packages, *package) == -1)
    return vf_error_nomem (err, "the list of packages");
  memset (package, 0, sizeof *package);
  return 0;
}

static void
read_field (struct vf_dpkg_package *package, struct vf_slice line)
{
  struct vf_slice key, value;

  if (!vf_slice_split (line, ':', &key, &value))
    return;
  if (vf_slice_is (key, "Package"))
    package->name = value;
  else if (vf_slice_is (key, "Version"))
    package->version = value;
  else if (vf_slice_is (key, "Status"))
    package->status = value;
  else if (vf_slice_is (key, "Depends"))
    package->depends = value;
  else if (vf_slice_is (key, "Pre-Depends"))
    package->pre_depends = value;
}

int
vf_dpkg_parse (const char *text, struct vf_dpkg *ret_packages,
               struct vf_error *err)
{
  CLEANUP_DPKG struct vf_dpkg packages = { 0 };
  struct vf_dpkg_package package = { 0 };
  struct vf_lines lines = { text, 0 };
  struct vf_slice line;
  const char *start = text;

  while (vf_lines_next (&lines, &line)) {
    bool is_continued = *start == ' ' || *start == '\t';

    start = lines.next;
    if (!line.length) {
      if (keep (&packages, &package, err) == -1)
        return -1;
    } else if (!is_continued)
      read_field (&package, line);
  }
  if (keep (&packages, &package, err) == -1)
    return -1;
  *ret_packages = packages;
  memset (&packages, 0, sizeof packages);
  return 0;
}

bool
vf_dpkg_is_there (const struct vf_dpkg_package *package)
{
  struct vf_slice rest = package->status;
  struct vf_slice word = { "", 0 };

  while (vf_slice_next_word (&rest, &word))
    ;
  return word.length && !vf_slice_is (word, "not-installed");
}

/* Whether one of the relations, separated by commas, is NAME alone. */
static bool
needs (struct vf_slice relations, const char *name)
{
  struct vf_slice relation, rest;

  while (relations.length) {
    struct vf_slice word;

    if (!vf_slice_split (relations, ',', &relation, &rest)) {
      relation = relations;
      rest.length = 0;
    }
    relations = rest;
    if (memchr (relation.start, '|', relation.length)
        || !vf_slice_next_word (&relation, &word))
      continue;
    word.length = strcspn (word.start, ":( ,\t\n") < word.length
                      ? strcspn (word.start, ":( ,\t\n")
                      : word.length;
    if (vf_slice_is (word, name))
      return true;
  }
  return false;
}

bool
vf_dpkg_depends_on (const struct vf_dpkg_package *package, const char *name)
{
  struct vf_slice rest = package->status;
  struct vf_slice word = { "", 0 };

  while (vf_slice_next_word (&rest, &word))
    ;
  if (vf_slice_is (word, "config-files") || !vf_dpkg_is_there (package))
    return false;
  return needs (package->depends, name) || needs (package->pre_depends, name);
}

void
vf_dpkg_clear (struct vf_dpkg *packages)
{
  free (packages->items);
  memset (packages, 0, sizeof *packages);
}
