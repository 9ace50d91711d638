/* vmferry: what a kind of VM definition provides, and the list of all kinds.
 * A kind is one const struct, a folder, one line in formats/machine-format.c,
 * one in the build, a mirrored test, a fuzz target and fixtures.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_MACHINE_FORMAT_H
#define VF_FORMATS_MACHINE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"
#include "common/vector.h"

struct vf_error;
struct vf_io;
struct vf_machine;

/* Which machine is meant, where a source has several.  All zeros: the only
 * one, as it is by default. */
struct vf_machine_params {
  const char *vm;            /* its id or name; NULL: the only one */
  const char *configuration; /* the id of a deployment option; NULL: default */
};

/* A machine of a source; NULL what that does not say. */
struct vf_machine_name {
  char *id;   /* as --vm takes it */
  char *name; /* for a person; --vm takes it, too */
};

struct vf_machine_names {
  VF_VECTOR (struct vf_machine_name) list;
};

struct vf_machine_format {
  const char *name;    /* as in -f: "vmx" */
  const char *summary; /* for --help */

  /* How sure the N first bytes are of this format: 0 no, 100 certain.  Pure.
   * PATH may help, and may be NULL. */
  int (*probe) (const char *head, size_t n, const char *path);

  bool has_configurations; /* params.configuration means something to it */

  /* Reads the definition in IO.  PATH is what names in it are relative to;
   * the file system is not touched. */
  struct vf_machine *(*read) (struct vf_io *io, const char *path,
                              const struct vf_machine_params *params,
                              struct vf_error *err);

  /* Finds the disks of MACHINE, which IO at its source_path says lie on
   * another host, in folders near it: sets backing_path or backing_fault.
   * NULL: they lie where they are said to. */
  int (*locate) (struct vf_io *io, struct vf_machine *machine,
                 struct vf_error *err);

  /* Appends the machines in IO to NAMES.  NULL: there is always one. */
  int (*list) (struct vf_io *io, const char *path,
               struct vf_machine_names *names, struct vf_error *err);
};

/* All kinds, by name, NULL at the end. */
extern const struct vf_machine_format *const vf_machine_formats[];

/* The kind called NAME.
 * Errors:  USAGE, naming those there are */
const struct vf_machine_format *vf_machine_format_find (const char *name,
                                                        struct vf_error *err);

/* Reads the definition in IO, in the format of its content unless FORMAT (may
 * be NULL) says which.
 * Params:  path - what names in it are relative to
 *          params - may be NULL, for all zeros
 * Owner:   the caller frees the machine.
 * Errors:  UNSUPPORTED when no kind knows it or it is encrypted, CORRUPT,
 *          LIMIT; USAGE when there is no such machine or configuration, or
 *          several machines and no word which, with those there are */
struct vf_machine *vf_machine_read (struct vf_io *io, const char *path,
                                    const struct vf_machine_format *format,
                                    const struct vf_machine_params *params,
                                    struct vf_error *err);

/* The same for the file at PATH; links to it are followed first, so that disks
 * are looked for beside the file itself.  In a folder the definition is looked
 * for: see vf_machine_read_folder.
 * Errors:  also NOT_FOUND, PERMISSION, IO */
struct vf_machine *
vf_machine_read_file (const char *path, const struct vf_machine_format *format,
                      const struct vf_machine_params *params,
                      struct vf_error *err);

/* The machines in the file at PATH.  Of a format that has always one there is
 * one entry that tells nothing of it.
 * Owner:   the caller clears NAMES, also on error.
 * Errors:  as vf_machine_read_file */
int vf_machine_list_file (const char *path,
                          const struct vf_machine_format *format,
                          struct vf_machine_names *names,
                          struct vf_error *err);

/* Appends a machine; the texts are copied, each may be NULL.
 * Errors:  NOMEM */
int vf_machine_names_add (struct vf_machine_names *names, const char *id,
                          const char *name, struct vf_error *err);

/* Writes NAMES, which have ids, for a person: ""a" (A), "b"", cut where it
 * gets longer than SIZE. */
void vf_machine_names_format (const struct vf_machine_names *names, char *buf,
                              size_t size);

/* Frees what NAMES owns; it is empty after it. */
void vf_machine_names_clear (struct vf_machine_names *names);

#define CLEANUP_MACHINE_NAMES VF_CLEANUP (vf_machine_names_clear)

#endif
