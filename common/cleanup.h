/* vmferry: cleanup attributes.  A cleanup always means *abandon*: the success
 * of anything that writes is an explicit finish, which can fail.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_CLEANUP_H
#define VF_COMMON_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Declares a local that FUNCTION (pointer to it) releases at scope end. */
#define VF_CLEANUP(function) __attribute__ ((cleanup (function)))

/* Defines `vf_cleanup_NAME`, which calls FREE_FUNCTION on a non-NULL TYPE *.
 * Each header that declares a destructor does this once beside it. */
#define VF_DEFINE_CLEANUP(name, type, free_function)                          \
  static inline void vf_cleanup_##name (type **pointer)                       \
  {                                                                           \
    if (*pointer)                                                             \
      free_function (*pointer);                                               \
  }

/* Hands the pointer over and forgets it: `return TAKE (image);` */
#define TAKE(pointer)                                                         \
  ({                                                                          \
    __typeof__ (pointer) taken_ = (pointer);                                  \
    (pointer) = NULL;                                                         \
    taken_;                                                                   \
  })

/* Frees what a pointer variable points at. */
static inline void
vf_cleanup_free (void *pointer)
{
  free (*(void **)pointer);
}

/* Closes a descriptor variable unless it is negative. */
static inline void
vf_cleanup_fd (const int *fd)
{
  if (*fd >= 0)
    close (*fd);
}

/* Closes a stdio stream variable. */
static inline void
vf_cleanup_file (FILE **file)
{
  if (*file)
    fclose (*file);
}

/* Closes a directory stream variable. */
static inline void
vf_cleanup_dir (DIR **dir)
{
  if (*dir)
    closedir (*dir);
}

#define CLEANUP_FREE VF_CLEANUP (vf_cleanup_free)
#define CLEANUP_FD VF_CLEANUP (vf_cleanup_fd)
#define CLEANUP_FILE VF_CLEANUP (vf_cleanup_file)
#define CLEANUP_DIR VF_CLEANUP (vf_cleanup_dir)

#endif
