/* vmferry: a TPM's state is in files that only the source's hypervisor reads,
 * so that the target's is a new one, whatever the target is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/gaps.h"

#include "formats/account.h"
#include "formats/machine.h"

int
vf_emit_report_tpm (const struct vf_machine *machine,
                    struct vf_account *report, struct vf_error *err)
{
  const struct vf_machine_device *tpm
      = vf_machine_find_device (machine, VF_DEVICE_TPM);

  if (!tpm)
    return 0;
  return vf_account_lose (
      report, err, tpm->key, "%s",
      machine->os.family == VF_OS_WINDOWS
          ? "the target's TPM is a new one: at its first start Windows asks "
            "for the BitLocker recovery key, and for PINs to be set again; "
            "better suspend BitLocker before the conversion"
          : "the target's TPM is a new one: what was sealed in the old one "
            "does not open; disks that LUKS opened by it ask for their "
            "passphrase");
}
