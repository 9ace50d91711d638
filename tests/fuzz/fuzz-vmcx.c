/* vmferry: fuzz target: a .vmcx is read, told and emitted.  Its checksums are
 * repaired first, as far as its structures lead, so that the fuzzer gets past
 * them; an input that starts with a "!" keeps them as they are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "common/checked.h"
#include "formats/hyperv/hyperv.h"
#include "formats/hyperv/vmcx-layout.h"
#include "formats/hyperv/vmcx-priv.h"
#include "tests/fuzz/fuzz-machine.h"

/* Sets the checksum of N bytes at OFFSET, if they are there. */
static void
repair (uint8_t *data, size_t size, uint64_t offset, size_t n, size_t crc_at)
{
  struct vf_le32 crc;

  if (!vf_range_inside (offset, n, size))
    return;
  crc = vf_le32_make (vf_vmcx_crc (data + offset, n, crc_at));
  memcpy (data + offset + crc_at, &crc, sizeof crc);
}

/* How many bytes of a key its checksum is over: all but the slack. */
static size_t
used_bytes (const uint8_t *key, size_t size)
{
  const struct vf_vmcx_key *header = (const struct vf_vmcx_key *)key;
  size_t before = sizeof *header + header->name_length, n;
  struct vf_le32 length;

  switch (header->type) {
  case VF_VMCX_BOOL:
    n = before + 4;
    break;
  case VF_VMCX_INT:
  case VF_VMCX_UINT:
  case VF_VMCX_DOUBLE:
    n = before + 8;
    break;
  case VF_VMCX_STRING:
  case VF_VMCX_BYTES:
    if (before + sizeof length > size)
      return size;
    memcpy (&length, key + before, sizeof length);
    n = before + sizeof length + vf_le32_get (length);
    break;
  default:
    n = before + 12;
  }
  return n < size ? n : size;
}

static void
repair_table (uint8_t *data, size_t size, uint64_t offset, size_t n)
{
  size_t at = sizeof (struct vf_vmcx_table);

  if (!vf_range_inside (offset, n, size))
    return;
  repair (data, size, offset, at, offsetof (struct vf_vmcx_table, crc));
  while (at + sizeof (struct vf_vmcx_key) <= n) {
    uint8_t *key = data + offset + at;
    struct vf_vmcx_key header;
    size_t length;

    memcpy (&header, key, sizeof header);
    length = vf_le32_get (header.size);
    if (length < sizeof header || length > n - at)
      return;
    if (header.type != VF_VMCX_FREE)
      repair (data, size, offset + at, used_bytes (key, length),
              offsetof (struct vf_vmcx_key, crc));
    at += length;
  }
}

static void
repair_objects (uint8_t *data, size_t size, uint64_t offset)
{
  struct vf_vmcx_object object;

  for (offset += sizeof (struct vf_vmcx_objects);
       vf_range_inside (offset, sizeof object, size);
       offset += sizeof object) {
    memcpy (&object, data + offset, sizeof object);
    if (object.type == VF_VMCX_OBJECT_UNUSED)
      return;
    repair (data, size, offset, sizeof object,
            offsetof (struct vf_vmcx_object, crc));
    if (object.type == VF_VMCX_OBJECT_KEYS)
      repair_table (data, size, vf_le64_get (object.offset),
                    vf_le32_get (object.size));
  }
}

static void
repair_all (uint8_t *data, size_t size)
{
  struct vf_vmcx_header header;

  if (size < sizeof header)
    return;
  memcpy (&header, data, sizeof header);
  repair_objects (data, size,
                  2 * (uint64_t)vf_le32_get (header.header_size));
  repair (data, size, vf_le64_get (header.log_offset),
          sizeof (struct vf_vmcx_log), offsetof (struct vf_vmcx_log, crc));
  repair (data, size, 0, sizeof header,
          offsetof (struct vf_vmcx_header, crc));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  uint8_t *copy;

  size = fuzz_nomem_take (data, size);
  if (size && data[0] == '!') {
    fuzz_machine (data + 1, size - 1, "vm/input.vmcx",
                  &vf_machine_format_vmcx);
    return 0;
  }
  copy = malloc (size + 1);
  if (!copy)
    return 0;
  memcpy (copy, data, size);
  repair_all (copy, size);
  fuzz_machine (copy, size, "vm/input.vmcx", &vf_machine_format_vmcx);
  free (copy);
  return 0;
}
