/* vmferry: what a kind of VM definition provides, and the list of all kinds.
 * A kind is one const struct, a folder, one line in formats/machine-format.c,
 * one in the build, a mirrored test, a fuzz target and fixtures.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_MACHINE_FORMAT_H
#define VF_FORMATS_MACHINE_FORMAT_H

#include <stddef.h>

struct vf_error;
struct vf_io;
struct vf_machine;

struct vf_machine_format {
  const char *name;    /* as in -f: "vmx" */
  const char *summary; /* for --help */

  /* How sure the N first bytes are of this format: 0 no, 100 certain.  Pure.
   * PATH may help, and may be NULL. */
  int (*probe) (const char *head, size_t n, const char *path);

  /* Reads the definition in IO.  PATH is what names in it are relative to;
   * the file system is not touched. */
  struct vf_machine *(*read) (struct vf_io *io, const char *path,
                              struct vf_error *err);
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
 * Owner:   the caller frees the machine.
 * Errors:  UNSUPPORTED when no kind knows it or it is encrypted, CORRUPT,
 *          LIMIT */
struct vf_machine *vf_machine_read (struct vf_io *io, const char *path,
                                    const struct vf_machine_format *format,
                                    struct vf_error *err);

/* The same for the file at PATH; links to it are followed first, so that disks
 * are looked for beside the file itself.
 * Errors:  also NOT_FOUND, PERMISSION, IO */
struct vf_machine *
vf_machine_read_file (const char *path, const struct vf_machine_format *format,
                      struct vf_error *err);

#endif
