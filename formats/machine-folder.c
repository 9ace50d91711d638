/* vmferry: finding the definition of a VM in a folder.
 *
 * An export of Hyper-V is FOLDER/"Virtual Machines"/GUID.vmcx (or .xml) beside
 * "Virtual Hard Disks" and "Snapshots"; several exports lie side by side in
 * one folder.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine-folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "formats/resolver.h"

enum {
  MAX_DEFINITIONS = 256,
  MAX_ENTRIES = 4096, /* of a folder that are looked at */
};

static const char machines[] = "Virtual Machines";

bool
vf_machine_is_folder (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 && S_ISDIR (st.st_mode);
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
  while (n++ < MAX_ENTRIES && (entry = readdir (stream)))
    if (add_entry (search, folder, entry->d_name))
      return -1;
  return 0;
}

static const char *
last_part (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash ? slash + 1 : path;
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

    if (strcasecmp (last_part (folders->items[i]), machines) != 0)
      continue;
    if (search_folder (&inner, folders->items[i]))
      return -1;
    found++;
    for (k = 0; k < inner.files.count; k++)
      if (add_path (&search->files, folders->items[i],
                    last_part (inner.files.items[k]), search->err))
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

/* Finds the definitions, in the order of their paths. */
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

/* Whether the file at PATH is called WANTED, but for its ending. */
static bool
has_stem (const char *path, const char *wanted)
{
  const char *name = last_part (path), *dot = strrchr (name, '.');
  size_t n = dot ? (size_t)(dot - name) : strlen (name);

  return strlen (wanted) == n && strncasecmp (name, wanted, n) == 0;
}

static bool
is_called (const struct vf_machine *machine, const char *path,
           const char *wanted)
{
  const struct vf_machine_identity *identity = &machine->identity;

  return has_stem (path, wanted)
         || (identity->name && strcmp (identity->name, wanted) == 0)
         || (identity->source_id
             && strcasecmp (identity->source_id, wanted) == 0);
}

/* Reads the first of PATHS that is called WANTED. */
static struct vf_machine *
read_called (const struct vf_name_list *paths, const char *folder,
             const char *wanted, const struct vf_machine_format *format,
             struct vf_error *err)
{
  struct vf_error ignored;
  size_t i;

  for (i = 0; i < paths->count; i++)
    if (has_stem (paths->items[i], wanted))
      return vf_machine_read_file (paths->items[i], format, NULL, err);
  for (i = 0; i < paths->count; i++) {
    CLEANUP_MACHINE struct vf_machine *machine
        = vf_machine_read_file (paths->items[i], format, NULL, &ignored);

    if (machine && is_called (machine, paths->items[i], wanted))
      return TAKE (machine);
  }
  vf_error_set (err, VF_ERROR_USAGE, "%s: there is no VM called \"%s\"",
                folder, wanted);
  return NULL;
}

struct vf_machine *
vf_machine_read_folder (const char *folder,
                        const struct vf_machine_format *format,
                        const struct vf_machine_params *params,
                        struct vf_error *err)
{
  VF_CLEANUP (clear_search) struct search search = { .err = err };

  if (find_all (&search, folder))
    return NULL;
  if (params && params->vm)
    return read_called (&search.files, folder, params->vm, format, err);
  if (search.files.count == 1)
    return vf_machine_read_file (search.files.items[0], format, params, err);
  vf_error_set (err, VF_ERROR_USAGE,
                "%s: there are %zu definitions (%s, ...); say which VM with "
                "--vm",
                folder, search.files.count,
                last_part (search.files.items[0]));
  return NULL;
}

int
vf_machine_list_folder (const char *folder,
                        const struct vf_machine_format *format,
                        struct vf_machine_names *names, struct vf_error *err)
{
  VF_CLEANUP (clear_search) struct search search = { .err = err };
  struct vf_error ignored;
  size_t i;

  if (find_all (&search, folder))
    return -1;
  for (i = 0; i < search.files.count; i++) {
    const char *path = search.files.items[i];
    CLEANUP_FREE char *stem = strdup (last_part (path));
    CLEANUP_MACHINE struct vf_machine *machine
        = vf_machine_read_file (path, format, NULL, &ignored);

    if (!stem)
      return vf_error_nomem (err, "definitions");
    *strrchr (stem, '.') = '\0';
    if (vf_machine_names_add (names, stem,
                              machine ? machine->identity.name : NULL, err))
      return -1;
  }
  return 0;
}
