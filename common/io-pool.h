/* vmferry: ios on more files than a process may have open.  A disk can be in
 * tens of thousands of files, but only some of them are read at a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_IO_POOL_H
#define VF_COMMON_IO_POOL_H

struct vf_error;
struct vf_io;

/* A read-only io on the regular file that FD, which it takes, is open on.  It
 * keeps a descriptor only while few of its kind are in use, at most half of
 * what the process may have; then PATH, copied, is opened again, and must lead
 * to the same file, unchanged.
 * Owner:   the caller closes the io.
 * Errors:  NOMEM, IO; reading fails with IO where that is not so */
struct vf_io *vf_io_from_fd_pooled (int fd, const char *path,
                                    struct vf_error *err);

#endif
