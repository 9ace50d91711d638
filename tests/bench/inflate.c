/* vmferry: how long a streamOptimized VMDK takes to inflate, and nothing else:
 * no image is opened, nothing is written.  How near a copy comes to that is
 * what the benchmark asks.
 *
 *   inflate THREADS FILE
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum {
  SECTOR = 512,
  OVERHEAD_FIELD = 64,
  MARKER = 12,
  GRAIN = 64 * 1024,
  MAX_THREADS = 64,
};

/* Grains are taken in turns of so many, which lie one behind the other. */
enum { TURN = 32 };

struct worker {
  pthread_t thread;
  unsigned number, count;
};

static const uint8_t *file;
static size_t file_size;

/* It stands where the header says that the metadata in front ends. */
static size_t
first_marker (void)
{
  uint64_t sectors = 0;

  memcpy (&sectors, file + OVERHEAD_FIELD, sizeof sectors);
  return sectors * SECTOR;
}

/* Where the marker behind the one at OFFSET is, and the size of the grain that
 * it has; 0 for a marker of something else. */
static size_t
next_marker (size_t offset, uint32_t *ret_size)
{
  uint64_t value;

  memcpy (&value, file + offset, sizeof value);
  memcpy (ret_size, file + offset + 8, sizeof *ret_size);
  if (*ret_size == 0) /* tables and the like: VALUE sectors */
    return offset + SECTOR + value * SECTOR;
  return (offset + MARKER + *ret_size + SECTOR - 1) / SECTOR * SECTOR;
}

static void
inflate_or_die (struct libdeflate_decompressor *d, size_t offset, size_t n,
                void *out)
{
  size_t used, made;

  if (libdeflate_zlib_decompress_ex (d, file + offset, n, out, GRAIN, &used,
                                     &made)
      == LIBDEFLATE_SUCCESS)
    return;
  fprintf (stderr, "inflate: no zlib stream at byte %zu\n", offset);
  exit (1);
}

static void *
work (void *data)
{
  static __thread uint8_t out[GRAIN];
  const struct worker *worker = data;
  struct libdeflate_decompressor *d = libdeflate_alloc_decompressor ();
  size_t offset = first_marker (), next, n = 0;
  uint32_t size;

  for (; offset + SECTOR <= file_size; offset = next) {
    next = next_marker (offset, &size);
    if (size && next <= file_size && n++ / TURN % worker->count
                                         == worker->number)
      inflate_or_die (d, offset + MARKER, size, out);
  }
  libdeflate_free_decompressor (d);
  return NULL;
}

int
main (int argc, char *argv[])
{
  unsigned n = argc == 3 ? strtoul (argv[1], NULL, 10) : 0, i;
  int fd = n ? open (argv[2], O_RDONLY) : -1;
  struct worker workers[MAX_THREADS];
  struct stat st;

  if (n > MAX_THREADS || fd < 0 || fstat (fd, &st)) {
    fprintf (stderr, "usage: inflate THREADS FILE\n");
    return 2;
  }
  file_size = st.st_size;
  file = mmap (NULL, file_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  if (file == MAP_FAILED)
    return 1;
  for (i = 0; i < n; i++) {
    workers[i] = (struct worker){ .number = i, .count = n };
    if (pthread_create (&workers[i].thread, NULL, work, &workers[i]))
      return 1;
  }
  while (n)
    pthread_join (workers[--n].thread, NULL);
  return 0;
}
