/* vmferry: what the printers of a machine's parts share: lines of a label and
 * a list behind commas, of which only what is known is printed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_MACHINE_TEXT_ITEM_H
#define VF_TOOLS_MACHINE_TEXT_ITEM_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "formats/machine-cpu.h"

struct vf_machine;

/* A member of a struct that is worth a word when it has VALUE. */
struct vf_flag {
  size_t offset; /* of an enum vf_tristate */
  enum vf_tristate value;
  const char *text; /* NULL ends a table */
};

/* Puts TEXT, with "?" for control characters; "not said" for NULL. */
void vf_item_put (const char *text, FILE *out);

/* Puts ", " and the words of those of FLAGS that ITEM has. */
void vf_item_flags (const struct vf_flag *flags, const void *item, FILE *out);

/* Puts ", LABELTEXT"; nothing for NULL. */
void vf_item_text (const char *label, const char *text, FILE *out);

/* Puts ", LABEL1.5 GiB"; nothing for 0. */
void vf_item_size (const char *label, uint64_t bytes, FILE *out);

/* Puts ", LABEL7UNIT"; nothing for 0 and less. */
void vf_item_number (const char *label, int64_t number, const char *unit,
                     FILE *out);

/* Prints controllers, disks, NICs and other devices, a line each. */
void vf_machine_print_devices (const struct vf_machine *machine, FILE *out);

/* Prints the screen, what protects the VM, and what an appliance asks for. */
void vf_machine_print_rest (const struct vf_machine *machine, FILE *out);

#endif
