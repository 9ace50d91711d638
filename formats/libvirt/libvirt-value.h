/* vmferry: values as libvirt writes them: numbers, sizes with units, switches,
 * identifiers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_LIBVIRT_LIBVIRT_VALUE_H
#define VF_FORMATS_LIBVIRT_LIBVIRT_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/machine-cpu.h"

struct vf_error;

/* A number from all of VALUE, decimal or 0x hexadecimal, at most MAX. */
bool vf_libvirt_parse_number (const char *value, uint64_t max,
                              uint64_t *ret_number);

/* A size in UNIT (NULL: KiB) as bytes; false also when it does not fit.
 * Source:  libvirt, virScaleInteger: "KiB" and "k" are 1024, "KB" is 1000 */
bool vf_libvirt_parse_bytes (const char *value, const char *unit,
                             uint64_t *ret_bytes);

/* VALUE as a switch: yes, on, enabled, true, 1, and their contraries; UNSET
 * when it is NULL or none of them. */
enum vf_tristate vf_libvirt_parse_switch (const char *value);

/* 16 bytes in the order of the text, with or without its dashes. */
bool vf_libvirt_parse_uuid (const char *value, uint8_t uuid[16]);

/* Turns the first three fields of UUID around, as QEMU does. */
void vf_libvirt_swap_uuid (uint8_t uuid[16]);

/* Replaces *FIELD by a copy of VALUE; nothing is done for NULL or "".
 * Errors:  NOMEM */
int vf_libvirt_set_text (char **field, const char *value,
                         struct vf_error *err);

#endif
