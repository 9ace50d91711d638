/* vmferry: the ranges of a disk that could not be read, and why: what a
 * salvage leaves as zeros, and what a check reports.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_LOSSES_H
#define VF_FORMATS_LOSSES_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_json;

/* Guest bytes that are lost. */
struct vf_loss {
  uint64_t start;
  uint64_t length;
  char *reason; /* the error, as a sentence */
};

/* Sorted; ranges that touch are one, with the reason of the first that came.
 * Start it with vf_losses_init.  Reading it is for when no thread adds. */
struct vf_losses {
  struct vf_loss *items;
  size_t count;
  size_t capacity;
  pthread_mutex_t lock;
};

/* The most ranges that are kept; see vf_losses_add. */
enum { VF_LOSSES_MAX = 32768 };

/* An empty list.  Owner: the caller clears it. */
void vf_losses_init (struct vf_losses *losses);

/* Whether ERR means that a part of the image cannot be known (CORRUPT, IO),
 * and going on behind it makes sense. */
bool vf_losses_may_go_on (const struct vf_error *err);

/* Adds LENGTH bytes (not 0) from START on; from any thread.  Where the list is
 * full, the range before is made longer to hold them: it then also names what
 * lies between, but no lost byte is ever left out.
 * Errors:  NOMEM */
int vf_losses_add (struct vf_losses *losses, uint64_t start, uint64_t length,
                   const char *reason, struct vf_error *err);

/* The sum of the lengths. */
uint64_t vf_losses_total (const struct vf_losses *losses);

/* Puts "lost_bytes" and "lost", a list of "start", "length" and "reason", into
 * OBJECT. */
void vf_losses_put_json (const struct vf_losses *losses,
                         struct vf_json *object);

/* Frees the items; the list cannot be used after it. */
void vf_losses_clear (struct vf_losses *losses);

#define CLEANUP_LOSSES __attribute__ ((cleanup (vf_losses_clear)))

#endif
