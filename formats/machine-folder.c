/* vmferry: choosing the VM that is meant among the definitions in a folder.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine-folder.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine-format.h"
#include "formats/machine-search.h"
#include "formats/machine.h"
#include "formats/resolver.h"

enum { LIST_SIZE = 600 }; /* of names in a message */

bool
vf_machine_is_folder (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 && S_ISDIR (st.st_mode);
}

/* The name of the file at PATH without its ending. */
static char *
stem_of (const char *path, struct vf_error *err)
{
  char *stem = strdup (vf_machine_last_part (path));
  char *dot = stem ? strrchr (stem, '.') : NULL;

  if (!stem)
    vf_error_nomem (err, "definitions");
  if (dot)
    *dot = '\0';
  return stem;
}

/* Whether the file at PATH is called WANTED, but for its ending. */
static bool
has_stem (const char *path, const char *wanted)
{
  const char *name = vf_machine_last_part (path), *dot = strrchr (name, '.');
  size_t n = dot ? (size_t)(dot - name) : strlen (name);

  return strlen (wanted) == n && strncasecmp (name, wanted, n) == 0;
}

/* What chooses PATH among PATHS: its stem, or, where another has that as well,
 * its path in FOLDER. */
static char *
choice_of (const char *path, const struct vf_name_list *paths,
           const char *folder, struct vf_error *err)
{
  CLEANUP_FREE char *stem = stem_of (path, err);
  size_t i, n = 0;

  if (!stem)
    return NULL;
  for (i = 0; i < paths->count; i++)
    n += has_stem (paths->items[i], stem);
  if (n > 1) {
    free (stem);
    stem = strdup (path + strlen (folder) + 1);
    if (!stem)
      vf_error_nomem (err, "definitions");
  }
  return TAKE (stem);
}

/* By its name, or by an id that `show` prints. */
static bool
is_called (const struct vf_machine *machine, const char *wanted)
{
  const struct vf_machine_identity *identity = &machine->identity;

  return (identity->name && strcmp (identity->name, wanted) == 0)
         || (identity->source_id
             && strcasecmp (identity->source_id, wanted) == 0)
         || (identity->bios_uuid_text
             && strcasecmp (identity->bios_uuid_text, wanted) == 0);
}

/* Appends MACHINE (may be NULL), the definition at PATH, one of PATHS. */
static int
add_name (struct vf_machine_names *names, const char *path,
          const struct vf_name_list *paths, const char *folder,
          const struct vf_machine *machine, struct vf_error *err)
{
  CLEANUP_FREE char *choice = choice_of (path, paths, folder, err);

  return choice ? vf_machine_names_add (
             names, choice, machine ? machine->identity.name : NULL, err)
                : -1;
}

/* Reads those of PATHS that are called WANTED, they or their files.
 * Params:  names - gets all of them
 *          ret_first - gets the first; NULL for none */
static int
find_called (const struct vf_name_list *paths, const char *folder,
             const char *wanted, const struct vf_machine_format *format,
             struct vf_machine_names *names, struct vf_machine **ret_first,
             struct vf_error *err)
{
  CLEANUP_MACHINE struct vf_machine *first = NULL;
  struct vf_error ignored;
  size_t i;

  for (i = 0; i < paths->count; i++) {
    CLEANUP_MACHINE struct vf_machine *machine
        = vf_machine_read_file (paths->items[i], format, NULL, &ignored);

    if (!machine
        || !(is_called (machine, wanted)
             || has_stem (paths->items[i], wanted)))
      continue;
    if (add_name (names, paths->items[i], paths, folder, machine, err))
      return -1;
    if (!first)
      first = TAKE (machine);
  }
  *ret_first = TAKE (first);
  return 0;
}

/* Finds the one of PATHS that WANTED chooses.
 * Params:  ret_path - NULL for none; one of PATHS
 * Errors:  NOMEM */
static int
find_choice (const struct vf_name_list *paths, const char *folder,
             const char *wanted, const char **ret_path, struct vf_error *err)
{
  size_t i;

  *ret_path = NULL;
  for (i = 0; i < paths->count && !*ret_path; i++) {
    CLEANUP_FREE char *choice
        = choice_of (paths->items[i], paths, folder, err);

    if (!choice)
      return -1;
    if (strcasecmp (choice, wanted) == 0)
      *ret_path = paths->items[i];
  }
  return 0;
}

/* Reads the one of PATHS that WANTED chooses, or else the only one whose VM
 * is called so. */
static struct vf_machine *
read_called (const struct vf_name_list *paths, const char *folder,
             const char *wanted, const struct vf_machine_format *format,
             struct vf_error *err)
{
  CLEANUP_MACHINE_NAMES struct vf_machine_names names = { 0 };
  CLEANUP_MACHINE struct vf_machine *first = NULL;
  char list[LIST_SIZE];
  const char *path;

  if (find_choice (paths, folder, wanted, &path, err))
    return NULL;
  if (path)
    return vf_machine_read_file (path, format, NULL, err);
  if (find_called (paths, folder, wanted, format, &names, &first, err))
    return NULL;
  if (names.list.count == 1)
    return TAKE (first);
  vf_machine_names_format (&names, list, sizeof list);
  if (first)
    vf_error_set (err, VF_ERROR_USAGE,
                  "%s: there are several VMs called \"%s\", say which with "
                  "--vm: %s",
                  folder, wanted, list);
  else
    vf_error_set (err, VF_ERROR_USAGE, "%s: there is no VM called \"%s\"",
                  folder, wanted);
  return NULL;
}

/* Appends the machines that PATHS define. */
static int
add_names (const struct vf_name_list *paths, const char *folder,
           const struct vf_machine_format *format,
           struct vf_machine_names *names, struct vf_error *err)
{
  struct vf_error ignored;
  size_t i;

  for (i = 0; i < paths->count; i++) {
    CLEANUP_MACHINE struct vf_machine *machine
        = vf_machine_read_file (paths->items[i], format, NULL, &ignored);

    if (add_name (names, paths->items[i], paths, folder, machine, err))
      return -1;
  }
  return 0;
}

struct vf_machine *
vf_machine_read_folder (const char *folder,
                        const struct vf_machine_format *format,
                        const struct vf_machine_params *params,
                        struct vf_error *err)
{
  CLEANUP_MACHINE_NAMES struct vf_machine_names names = { 0 };
  VF_CLEANUP (vf_name_list_clear) struct vf_name_list paths = { 0 };
  char list[LIST_SIZE];

  if (vf_machine_search (folder, &paths, err))
    return NULL;
  if (params && params->vm)
    return read_called (&paths, folder, params->vm, format, err);
  if (paths.count == 1)
    return vf_machine_read_file (paths.items[0], format, params, err);
  if (add_names (&paths, folder, format, &names, err))
    return NULL;
  vf_machine_names_format (&names, list, sizeof list);
  vf_error_set (err, VF_ERROR_USAGE,
                "%s: there are %zu definitions (%s); say which VM with --vm "
                "(or, of convert and emit, --all-vms)",
                folder, paths.count, list);
  return NULL;
}

int
vf_machine_list_folder (const char *folder,
                        const struct vf_machine_format *format,
                        struct vf_machine_names *names, struct vf_error *err)
{
  VF_CLEANUP (vf_name_list_clear) struct vf_name_list paths = { 0 };

  return vf_machine_search (folder, &paths, err)
             ? -1
             : add_names (&paths, folder, format, names, err);
}
