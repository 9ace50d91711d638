/* vmferry: what of serial and parallel ports stays with the source, alike for
 * all targets that have such ports.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/gaps.h"

#include "common/error.h"
#include "formats/account.h"
#include "formats/machine.h"

static const struct kind {
  enum vf_device_kind kind;
  const char *member; /* the gap of an emitter that has no such ports */
  const char *behind; /* what the target's port has behind it */
  unsigned most;      /* of a PC */
} kinds[] = {
  { VF_DEVICE_SERIAL, "device.serial", "a terminal of the host",
    VF_MAX_SERIAL_PORTS },
  { VF_DEVICE_PARALLEL, "device.parallel", "nothing", VF_MAX_PARALLEL_PORTS },
};

/* DEVICE, before which there are NUMBER ports of its KIND. */
static int
report_port (const struct vf_machine_device *device, const struct kind *kind,
             unsigned number, struct vf_account *report, struct vf_error *err)
{
  if (number >= kind->most)
    return vf_account_lose (report, err, device->key,
                            "it is left out: a PC has %u %s ports", kind->most,
                            vf_device_kind_name (kind->kind));
  if (device->connected == VF_NO
      && vf_account_lose (report, err, device->key,
                          "the source started with it disconnected: here it "
                          "is connected"))
    return -1;
  if (!device->backing)
    return vf_account_add (report, VF_FATE_MAPPED, device->key, NULL,
                           kind->behind, err);
  return vf_account_lose (report, err, device->key,
                          "behind it is %s, not \"%s\"", kind->behind,
                          device->backing);
}

static int
report_kind (const struct vf_machine *machine, const struct kind *kind,
             struct vf_account *report, struct vf_error *err)
{
  unsigned number = 0;
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    if (machine->devices.items[i].kind == kind->kind
        && report_port (&machine->devices.items[i], kind, number++, report,
                        err))
      return -1;
  return 0;
}

int
vf_emit_report_ports (const struct vf_emitter *emitter,
                      const struct vf_machine *machine,
                      struct vf_account *report, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (vf_emitter_says (emitter, kinds[i].member)
        && report_kind (machine, &kinds[i], report, err))
      return -1;
  return 0;
}
