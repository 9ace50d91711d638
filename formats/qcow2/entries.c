/* vmferry: the L2 entries of a new qcow2 file on their way to it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/qcow2/entries.h"

#include <string.h>

#include "common/checked.h"
#include "common/io.h"

void
vf_qcow2_entries_init (struct vf_qcow2_entries *entries, struct vf_io *io)
{
  entries->io = io;
  pthread_mutex_init (&entries->lock, NULL);
}

/* The entries from I on that have come: I is moved past those that have not.
 * Returns: how many, 0 at the end */
static size_t
next_run (const struct vf_qcow2_window *window, size_t *i)
{
  size_t end;

  while (*i < VF_QCOW2_ENTRIES_PER_WINDOW && !vf_be64_get (window->items[*i]))
    ++*i;
  for (end = *i; end < VF_QCOW2_ENTRIES_PER_WINDOW
                 && vf_be64_get (window->items[end]);
       end++)
    continue;
  return end - *i;
}

/* Only what has come is written: the rest may be in the file already.  The
 * lock is held. */
static int
write_window (struct vf_qcow2_entries *entries, struct vf_qcow2_window *window,
              struct vf_error *err)
{
  uint64_t start = window->index * sizeof window->items;
  size_t i, n;

  for (i = 0; (n = next_run (window, &i)); i += n)
    if (vf_io_write (entries->io, window->items + i,
                     n * sizeof window->items[0],
                     start + i * sizeof window->items[0], err))
      return -1;
  memset (window->items, 0, sizeof window->items);
  return 0;
}

/* The window INDEX, which another may have to leave.  The lock is held. */
static struct vf_qcow2_window *
take_window (struct vf_qcow2_entries *entries, uint64_t index,
             struct vf_error *err)
{
  struct vf_qcow2_window *window
      = &entries->windows[index % VF_QCOW2_N_WINDOWS];

  if (window->index != index && write_window (entries, window, err))
    return NULL;
  window->index = index;
  return window;
}

/* The lock is held. */
static int
put (struct vf_qcow2_entries *entries, const struct vf_be64 *from, size_t n,
     uint64_t number, struct vf_error *err)
{
  struct vf_qcow2_window *window;
  size_t piece, in;

  for (; n; n -= piece, from += piece, number += piece) {
    window = take_window (entries, number / VF_QCOW2_ENTRIES_PER_WINDOW, err);
    if (!window)
      return -1;
    in = number % VF_QCOW2_ENTRIES_PER_WINDOW;
    piece = vf_min_u64 (n, VF_QCOW2_ENTRIES_PER_WINDOW - in);
    memcpy (window->items + in, from, piece * sizeof *from);
  }
  return 0;
}

int
vf_qcow2_entries_put (struct vf_qcow2_entries *entries,
                      const struct vf_be64 *from, size_t n, uint64_t offset,
                      struct vf_error *err)
{
  int r;

  pthread_mutex_lock (&entries->lock);
  r = put (entries, from, n, offset / sizeof *from, err);
  pthread_mutex_unlock (&entries->lock);
  return r;
}

int
vf_qcow2_entries_flush (struct vf_qcow2_entries *entries, struct vf_error *err)
{
  size_t i;
  int r = 0;

  pthread_mutex_lock (&entries->lock);
  for (i = 0; i < VF_QCOW2_N_WINDOWS && r == 0; i++)
    r = write_window (entries, &entries->windows[i], err);
  pthread_mutex_unlock (&entries->lock);
  return r;
}

void
vf_qcow2_entries_clear (struct vf_qcow2_entries *entries)
{
  pthread_mutex_destroy (&entries->lock);
}
