/* vmferry: finding the files that define VMs in a folder.
 *
 * An export of Hyper-V is FOLDER/"Virtual Machines"/GUID.vmcx (or .xml) beside
 * "Virtual Hard Disks" and "Snapshots"; several exports lie side by side in
 * one folder.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine-search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "common/vector.h"
#include "formats/machine-folder.h"
#include "formats/resolver.h"

enum {
  MAX_DEFINITIONS = 256,
  MAX_ENTRIES = 16384, /* of a folder */
};

static const char machines[] = "Virtual Machines";

const char *
vf_machine_last_part (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash ? slash + 1 : path;
}

/* An export of 2008 has a "config.xml" beside the folders, which tells of the
 * export and not of a VM. */
static bool
may_be_definition (const char *name)
{
  static const char *const endings[] = { ".vmcx", ".vmx", ".xml" };
  size_t i, n = strlen (name), n_ending;

  for (i = 0; i < sizeof endings / sizeof *endings; i++) {
    n_ending = strlen (endings[i]);
    if (n > n_ending && strcasecmp (name + n - n_ending, endings[i]) == 0)
      return strcasecmp (name, "config.xml") != 0;
  }
  return false;
}

static int
add_path (struct vf_name_list *paths, const char *folder, const char *name,
          struct vf_error *err)
{
  CLEANUP_FREE char *path = vf_text_printf ("%s/%s", folder, name);

  if (!path || vf_vector_push (paths, path))
    return vf_error_nomem (err, "definitions");
  path = NULL;
  return 0;
}

/* What a folder is searched for: files, and folders in it. */
struct search {
  struct vf_name_list files;
  struct vf_name_list folders;
  struct vf_error *err;
};

static void
clear_search (struct search *search)
{
  vf_name_list_clear (&search->files);
  vf_name_list_clear (&search->folders);
}

static int
add_entry (struct search *search, const char *folder, const char *name)
{
  CLEANUP_FREE char *path = vf_text_printf ("%s/%s", folder, name);

  if (!path)
    return vf_error_nomem (search->err, "definitions");
  if (name[0] == '.')
    return 0;
  if (vf_machine_is_folder (path))
    return add_path (&search->folders, folder, name, search->err);
  if (!may_be_definition (name))
    return 0;
  if (search->files.count == MAX_DEFINITIONS)
    return vf_error_set (search->err, VF_ERROR_LIMIT,
                         "%s: more than %d definitions", folder,
                         MAX_DEFINITIONS);
  return add_path (&search->files, folder, name, search->err);
}

static int
search_folder (struct search *search, const char *folder)
{
  CLEANUP_DIR DIR *stream = opendir (folder);
  struct dirent *entry;
  unsigned n = 0;

  if (!stream)
    return vf_error_set_errno (search->err, errno, "cannot list %s", folder);
  while ((entry = readdir (stream))) {
    if (n++ == MAX_ENTRIES)
      return vf_error_set (search->err, VF_ERROR_LIMIT,
                           "%s: more than %d entries: name the definition "
                           "itself",
                           folder, MAX_ENTRIES);
    if (add_entry (search, folder, entry->d_name))
      return -1;
  }
  return 0;
}

/* Adds the files in the "Virtual Machines" among FOLDERS.
 * Returns: how many there are, or -1. */
static int
search_machines (struct search *search, const struct vf_name_list *folders)
{
  int found = 0;
  size_t i;

  for (i = 0; i < folders->count; i++) {
    VF_CLEANUP (clear_search) struct search inner = { .err = search->err };
    size_t k;

    if (strcasecmp (vf_machine_last_part (folders->items[i]), machines) != 0)
      continue;
    if (search_folder (&inner, folders->items[i]))
      return -1;
    found++;
    for (k = 0; k < inner.files.count; k++)
      if (add_path (&search->files, folders->items[i],
                    vf_machine_last_part (inner.files.items[k]), search->err))
        return -1;
  }
  return found;
}

/* Looks one folder deeper, for exports side by side. */
static int
search_exports (struct search *search)
{
  size_t i;

  for (i = 0; i < search->folders.count; i++) {
    struct vf_error ignored;
    VF_CLEANUP (clear_search) struct search inner = { .err = &ignored };

    if (search_folder (&inner, search->folders.items[i]) == 0
        && search_machines (search, &inner.folders) < 0)
      return -1;
  }
  return 0;
}

static int
compare_paths (const void *a, const void *b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static int
find_all (struct search *search, const char *folder)
{
  int found;

  if (search_folder (search, folder))
    return -1;
  found = search_machines (search, &search->folders);
  if (found < 0 || (!found && search_exports (search)))
    return -1;
  if (!search->files.count)
    return vf_error_set (search->err, VF_ERROR_NOT_FOUND,
                         "%s: there is no definition of a VM in this folder, "
                         "nor in its \"%s\"",
                         folder, machines);
  qsort (search->files.items, search->files.count,
         sizeof *search->files.items, compare_paths);
  return 0;
}

int
vf_machine_search (const char *folder, struct vf_name_list *ret_paths,
                   struct vf_error *err)
{
  VF_CLEANUP (clear_search) struct search search = { .err = err };

  if (find_all (&search, folder))
    return -1;
  *ret_paths = search.files;
  search.files = (struct vf_name_list){ 0 };
  return 0;
}
