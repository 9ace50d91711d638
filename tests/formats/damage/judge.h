/* vmferry: the judge of the damage generator: reads an image whatever it is,
 * and holds it against the truth.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_FORMATS_DAMAGE_JUDGE_H
#define VF_TESTS_FORMATS_DAMAGE_JUDGE_H

#include "tests/formats/damage/damage.h"

/* What may be wrong with what is read. */
enum damage_tolerance {
  DAMAGE_EXACT, /* nothing */
  DAMAGE_SIZE,  /* the size of the disk */
  DAMAGE_ANY,
};

struct damage_judge {
  const struct vf_image_format *format;
  const char *victim;        /* the name by which FILE is opened */
  struct damage_bytes truth; /* what the sound image holds */
  char sound_notes[1024];    /* what the sound image has to say anyway */
  bool was_opened;           /* set by damage_judge, like `notes` */
  char notes[1024];
};

/* Opens the image called "image" in the current folder, with FILE in the place
 * of the victim, reads, describes and checks it.
 * Params:  salvage - open it as one
 * Returns: NULL when all is well, or what is wrong: a static text */
const char *damage_judge (struct damage_judge *judge,
                          const struct damage_bytes *file,
                          enum damage_tolerance tolerance, bool salvage);

#endif
