/* vmferry: the error value that every function which can fail fills in.
 *
 * A function that can fail returns int (0 or -1) or a pointer (NULL) and takes
 * a struct vf_error as its last parameter, never NULL.  The callee sets it
 * exactly once; each caller that knows more puts its part in front, so that
 * the text reads as one sentence from the outside in.  The value owns no
 * memory: it works when memory is gone, and nothing has to be freed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_ERROR_H
#define VF_COMMON_ERROR_H

/* What the caller can do about it. */
enum vf_error_code {
  VF_ERROR_NONE,
  VF_ERROR_CORRUPT,     /* the file contradicts its format */
  VF_ERROR_UNSUPPORTED, /* valid, but vmferry cannot do it */
  VF_ERROR_IO,          /* reading or writing failed */
  VF_ERROR_NOMEM,
  VF_ERROR_NOT_FOUND,
  VF_ERROR_EXISTS,
  VF_ERROR_USAGE,      /* the caller asked for something impossible */
  VF_ERROR_PERMISSION, /* the system or a policy forbids it */
  VF_ERROR_CANCELLED,
  VF_ERROR_LIMIT,    /* beyond a limit that vmferry sets for safety */
  VF_ERROR_EXTERNAL, /* a child process or a library failed */
};

struct vf_error {
  enum vf_error_code code;
  int errnum; /* errno behind it, 0 when there is none */
  char text[1024];
};

/* Sets ERR.
 * Returns: -1 always, so that failing is `return vf_error_set (...)`. */
int vf_error_set (struct vf_error *err, enum vf_error_code code,
                  const char *fmt, ...)
    __attribute__ ((format (printf, 3, 4), nonnull (1, 3)));

/* Sets ERR from an errno value; its meaning is appended to the text, and the
 * code follows from it (ENOENT gives NOT_FOUND, ENOMEM gives NOMEM, ...).
 * Returns: -1 always. */
int vf_error_set_errno (struct vf_error *err, int errnum, const char *fmt, ...)
    __attribute__ ((format (printf, 3, 4), nonnull (1, 3)));

/* Sets ERR to NOMEM; WHAT says what the memory was for.
 * Returns: -1 always. */
int vf_error_nomem (struct vf_error *err, const char *what)
    __attribute__ ((nonnull (1, 2)));

/* Puts the formatted text and ": " in front of the text of ERR.  Where both
 * do not fit, the tail is cut and the outer context survives.
 * Returns: -1 always. */
int vf_error_prefix (struct vf_error *err, const char *fmt, ...)
    __attribute__ ((format (printf, 2, 3), nonnull (1, 2)));

/* Puts NAME, of a file, and ": " in front of the text of ERR, unless it is
 * there; and takes it away where the text has it further in, as what reads that
 * file had put it there.
 * Returns: -1 always. */
int vf_error_prefix_file (struct vf_error *err, const char *name)
    __attribute__ ((nonnull (1, 2)));

/* The name of a code as it stands in JSON: "corrupt", "not-found", ...
 * Returns: a static string. */
const char *vf_error_code_name (enum vf_error_code code);

#endif
