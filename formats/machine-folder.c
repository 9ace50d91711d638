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

/* Whether the file at PATH is called WANTED, but for its ending. */
static bool
has_stem (const char *path, const char *wanted)
{
  const char *name = vf_machine_last_part (path), *dot = strrchr (name, '.');
  size_t n = dot ? (size_t)(dot - name) : strlen (name);

  return strlen (wanted) == n && strncasecmp (name, wanted, n) == 0;
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

/* Appends MACHINE (may be NULL), the definition at PATH. */
static int
add_name (struct vf_machine_names *names, const char *path,
          const struct vf_machine *machine, struct vf_error *err)
{
  CLEANUP_FREE char *stem = strdup (vf_machine_last_part (path));

  if (!stem)
    return vf_error_nomem (err, "definitions");
  *strrchr (stem, '.') = '\0';
  return vf_machine_names_add (names, stem,
                               machine ? machine->identity.name : NULL, err);
}

/* Reads those of PATHS that are called WANTED.
 * Params:  names - gets all of them
 *          ret_first - gets the first; NULL for none */
static int
find_called (const struct vf_name_list *paths, const char *wanted,
             const struct vf_machine_format *format,
             struct vf_machine_names *names, struct vf_machine **ret_first,
             struct vf_error *err)
{
  CLEANUP_MACHINE struct vf_machine *first = NULL;
  struct vf_error ignored;
  size_t i;

  for (i = 0; i < paths->count; i++) {
    CLEANUP_MACHINE struct vf_machine *machine
        = vf_machine_read_file (paths->items[i], format, NULL, &ignored);

    if (!machine || !is_called (machine, wanted))
      continue;
    if (add_name (names, paths->items[i], machine, err))
      return -1;
    if (!first)
      first = TAKE (machine);
  }
  *ret_first = TAKE (first);
  return 0;
}

/* Reads the one of PATHS that is called WANTED: its file, or else its VM. */
static struct vf_machine *
read_called (const struct vf_name_list *paths, const char *folder,
             const char *wanted, const struct vf_machine_format *format,
             struct vf_error *err)
{
  CLEANUP_MACHINE_NAMES struct vf_machine_names names = { 0 };
  CLEANUP_MACHINE struct vf_machine *first = NULL;
  char list[LIST_SIZE];
  size_t i;

  for (i = 0; i < paths->count; i++)
    if (has_stem (paths->items[i], wanted))
      return vf_machine_read_file (paths->items[i], format, NULL, err);
  if (find_called (paths, wanted, format, &names, &first, err))
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
add_names (const struct vf_name_list *paths,
           const struct vf_machine_format *format,
           struct vf_machine_names *names, struct vf_error *err)
{
  struct vf_error ignored;
  size_t i;

  for (i = 0; i < paths->count; i++) {
    CLEANUP_MACHINE struct vf_machine *machine
        = vf_machine_read_file (paths->items[i], format, NULL, &ignored);

    if (add_name (names, paths->items[i], machine, err))
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
  if (add_names (&paths, format, &names, err))
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
             : add_names (&paths, format, names, err);
}
