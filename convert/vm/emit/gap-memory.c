/* vmferry: memory that the source let grow and shrink by demand, which each
 * target has in its own way, or not at all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/gaps.h"

#include "common/text.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/account.h"
#include "formats/machine.h"

int
vf_emit_report_dynamic (const struct vf_hardware *hardware,
                        uint64_t start_bytes, const char *then,
                        struct vf_account *report, struct vf_error *err)
{
  const struct vf_machine_memory *memory = &hardware->machine->memory;
  char least[32], most[32], start[32];

  if (memory->dynamic != VF_YES)
    return 0;
  vf_text_human_size (memory->min_bytes, least);
  vf_text_human_size (memory->max_bytes, most);
  vf_text_human_size (start_bytes, start);
  return vf_account_lose (
      report, err, "memory.dynamic",
      "the source let it grow and shrink between %s and %s by demand; here it "
      "starts with %s, and %s",
      memory->min_bytes ? least : "an unknown size",
      memory->max_bytes ? most : "an unknown size", start, then);
}
