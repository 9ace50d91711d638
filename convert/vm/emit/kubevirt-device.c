/* vmferry: what else a KubeVirt manifest has: TPM, input, sound and the like.
 * Screen, serial console and the guest agent's channel are there without a
 * word.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/json.h"
#include "convert/vm/emit/kubevirt.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"

static void
put_tablet (struct vf_json *devices)
{
  struct vf_json *inputs = vf_json_array (), *tablet = vf_json_object ();

  vf_json_put_text (tablet, "name", "tablet");
  vf_json_put_text (tablet, "type", "tablet");
  vf_json_put_text (tablet, "bus", "usb");
  vf_json_add (inputs, tablet);
  vf_json_put (devices, "inputs", inputs);
}

static void
put_watchdog (struct vf_json *devices)
{
  struct vf_json *watchdog = vf_json_object (), *card = vf_json_object ();

  vf_json_put_text (watchdog, "name", "watchdog");
  vf_json_put_text (card, "action", "reset");
  vf_json_put (watchdog, "i6300esb", card);
  vf_json_put (devices, "watchdog", watchdog);
}

static void
put_sound (struct vf_json *devices)
{
  struct vf_json *sound = vf_json_object ();

  vf_json_put_text (sound, "name", "sound");
  vf_json_put_text (sound, "model", "ich9");
  vf_json_put (devices, "sound", sound);
}

void
vf_kubevirt_put_devices (struct vf_kubevirt_out *out, struct vf_json *devices)
{
  const struct vf_machine *machine = out->hardware->machine;
  struct vf_json *tpm;

  put_tablet (devices);
  vf_json_put (devices, "rng", vf_json_object ());
  if (vf_machine_find_device (machine, VF_DEVICE_TPM)) {
    tpm = vf_json_object ();
    vf_json_put_bool (tpm, "persistent", true);
    vf_json_put (devices, "tpm", tpm);
  }
  if (vf_machine_find_device (machine, VF_DEVICE_WATCHDOG))
    put_watchdog (devices);
  if (vf_machine_find_device (machine, VF_DEVICE_SOUND))
    put_sound (devices);
  if (vf_machine_find_device (machine, VF_DEVICE_VSOCK))
    vf_json_put_bool (devices, "autoattachVSOCK", true);
  if (machine->memory.balloon == VF_NO)
    vf_json_put_bool (devices, "autoattachMemBalloon", false);
  /* Without a word it has one on the pod's network. */
  if (!out->hardware->nics.count)
    vf_json_put_bool (devices, "autoattachPodInterface", false);
  if (out->hardware->resources.vcpus > 1)
    vf_json_put_bool (devices, "networkInterfaceMultiqueue", true);
}
