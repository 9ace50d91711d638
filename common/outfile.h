/* vmferry: a file that is either there whole or not at all.  Work goes to a
 * temporary name beside the target; the real name appears by rename, after
 * fsync, on an explicit finish.  Dropping it removes the temporary file, and
 * so does vf_outfile_remove_all, which is safe to call when a signal ends the
 * process.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_OUTFILE_H
#define VF_COMMON_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"

struct vf_error;
struct vf_io;
struct vf_outfile;

/* Creates a temporary file (".NAME.XXXXXX.part") in the folder of PATH, mode
 * 0600 until it is finished.
 * Owner:   the caller drops it with vf_outfile_abandon, or finishes it.
 * Errors:  NOT_FOUND when the folder is missing, PERMISSION, EXISTS when PATH
 *          is there and is no regular file */
struct vf_outfile *vf_outfile_create (const char *path, struct vf_error *err);

/* The io to write through.  Owner: the outfile. */
struct vf_io *vf_outfile_io (const struct vf_outfile *out);

/* Flushes (unless NO_FSYNC), gives the file its real name and the permissions
 * of the file that it replaces, or else those of the umask, and makes the name
 * durable.  Frees OUT, whatever happens.
 * Errors:  IO; then nothing is left */
int vf_outfile_finish (struct vf_outfile *out, bool no_fsync,
                       struct vf_error *err);

/* Removes the temporary file and frees OUT; NULL is allowed. */
void vf_outfile_abandon (struct vf_outfile *out);

/* Writes N bytes as the whole of PATH, in one go.
 * Errors:  as vf_outfile_create and vf_outfile_finish */
int vf_outfile_write_all (const char *path, const void *bytes, size_t n,
                          struct vf_error *err);

/* Unlinks the temporary files of all unfinished outfiles of this process.
 * Async-signal-safe. */
void vf_outfile_remove_all (void);

VF_DEFINE_CLEANUP (outfile, struct vf_outfile, vf_outfile_abandon)
#define CLEANUP_OUTFILE VF_CLEANUP (vf_cleanup_outfile)

#endif
