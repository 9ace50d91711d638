/* vmferry: a private folder for sockets, overlays and the like, that goes
 * away with all in it when dropped or when a signal ends the process.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_TEMPDIR_H
#define VF_COMMON_TEMPDIR_H

#include "common/cleanup.h"

struct vf_error;
struct vf_tempdir;

/* Makes "vmferry-XXXXXX", mode 0700, in PARENT, or in $TMPDIR (default
 * /var/tmp, since overlays may grow large) when PARENT is NULL.
 * Owner:   the caller removes it with vf_tempdir_remove. */
struct vf_tempdir *vf_tempdir_create (const char *parent,
                                      struct vf_error *err);

/* Takes over the folder at PATH, which the caller has made for what is to stay:
 * it goes only while it is empty.
 * Owner:   the caller ends that with vf_tempdir_remove. */
struct vf_tempdir *vf_tempdir_adopt (const char *path, struct vf_error *err);

/* Its absolute path.  Owner: the tempdir. */
const char *vf_tempdir_path (const struct vf_tempdir *dir);

/* Removes the folder with all in it, or an adopted one that is empty, and frees
 * DIR; NULL is allowed. */
void vf_tempdir_remove (struct vf_tempdir *dir);

/* Removes the folders of this process that are still there, without freeing
 * anything: for the way out.  Async-signal-safe. */
void vf_tempdir_remove_all (void);

VF_DEFINE_CLEANUP (tempdir, struct vf_tempdir, vf_tempdir_remove)
#define CLEANUP_TEMPDIR VF_CLEANUP (vf_cleanup_tempdir)

#endif
