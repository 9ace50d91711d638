/* vmferry: machine type, firmware, clock and features of a KubeVirt manifest.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "common/error.h"
#include "common/json.h"
#include "convert/vm/emit/kubevirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"

/* An object with one member. */
static struct vf_json *
flag (const char *name, bool value)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_bool (object, name, value);
  return object;
}

static struct vf_json *
word (const char *name, const char *value)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, name, value);
  return object;
}

static struct vf_json *
bootloader (const struct vf_hardware *hardware)
{
  struct vf_json *object = vf_json_object (), *efi;

  if (!hardware->is_efi) {
    vf_json_put (object, "bios", vf_json_object ());
    return object;
  }
  efi = flag ("secureBoot", hardware->has_secure_boot);
  vf_json_put_bool (efi, "persistent", true);
  vf_json_put (object, "efi", efi);
  return object;
}

static struct vf_json *
firmware (const struct vf_hardware *hardware)
{
  const struct vf_machine_smbios *smbios = &hardware->machine->identity.smbios;
  const char *serial = *hardware->serial ? hardware->serial : smbios->serial;
  struct vf_json *object = vf_json_object ();

  if (*hardware->uuid)
    vf_json_put_text (object, "uuid", hardware->uuid);
  if (serial)
    vf_json_put_text (object, "serial", serial);
  vf_json_put (object, "bootloader", bootloader (hardware));
  return object;
}

/* The case, by which an inventory may know the machine. */
static void
put_chassis (const struct vf_hardware *hardware, struct vf_json *domain)
{
  const struct vf_machine_smbios *smbios = &hardware->machine->identity.smbios;
  const char *asset = vf_hardware_asset_tag (hardware);
  const char *maker = vf_hardware_shows_maker (hardware)
                          ? smbios->chassis_manufacturer
                          : NULL;
  struct vf_json *object;

  if (!maker && !smbios->chassis_serial && !asset)
    return;
  object = vf_json_object ();
  if (maker)
    vf_json_put_text (object, "manufacturer", maker);
  if (smbios->chassis_serial)
    vf_json_put_text (object, "serial", smbios->chassis_serial);
  if (asset)
    vf_json_put_text (object, "asset", asset);
  vf_json_put (domain, "chassis", object);
}

/* What Windows needs to know that it runs on KVM. */
static struct vf_json *
enlightenments (void)
{
  static const char *const names[]
      = { "relaxed", "vapic",       "vpindex",  "runtime", "synic",
          "reset",   "frequencies", "tlbflush", "ipi" };
  struct vf_json *object = vf_json_object ();
  struct vf_json *spinlocks = vf_json_object ();
  struct vf_json *timer = vf_json_object ();
  size_t i;

  for (i = 0; i < sizeof names / sizeof *names; i++)
    vf_json_put (object, names[i], vf_json_object ());
  vf_json_put_u64 (spinlocks, "spinlocks", 8191);
  vf_json_put (object, "spinlocks", spinlocks);
  vf_json_put (timer, "direct", vf_json_object ());
  vf_json_put (object, "synictimer", timer);
  return object;
}

static struct vf_json *
features (const struct vf_hardware *hardware)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put (object, "acpi", vf_json_object ());
  vf_json_put (object, "apic", vf_json_object ());
  if (hardware->has_secure_boot)
    vf_json_put (object, "smm", flag ("enabled", true));
  if (hardware->is_windows)
    vf_json_put (object, "hyperv", enlightenments ());
  if (hardware->machine->cpu.hidden == VF_YES)
    vf_json_put (object, "kvm", flag ("hidden", true));
  return object;
}

static struct vf_json *
clock_of (const struct vf_hardware *hardware)
{
  const struct vf_machine_clock *clock = &hardware->machine->clock;
  struct vf_json *object = vf_json_object (), *utc = vf_json_object ();
  struct vf_json *timer = vf_json_object ();

  if (clock->has_offset && clock->offset_seconds)
    vf_json_put_i64 (utc, "offsetSeconds", clock->offset_seconds);
  vf_json_put (object, "utc", utc);
  vf_json_put (timer, "hpet", flag ("present", false));
  vf_json_put (timer, "pit", word ("tickPolicy", "delay"));
  vf_json_put (timer, "rtc", word ("tickPolicy", "catchup"));
  if (hardware->is_windows)
    vf_json_put (timer, "hyperv", vf_json_object ());
  vf_json_put (object, "timer", timer);
  return object;
}

int
vf_kubevirt_put_board (struct vf_kubevirt_out *out, struct vf_json *domain,
                       struct vf_error *err)
{
  const struct vf_hardware *hardware = out->hardware;

  vf_json_put (domain, "machine", word ("type", "q35"));
  vf_json_put (domain, "firmware", firmware (hardware));
  put_chassis (hardware, domain);
  vf_json_put (domain, "features", features (hardware));
  vf_json_put (domain, "clock", clock_of (hardware));
  if (out->options->resources.sev) {
    struct vf_json *security = vf_json_object ();

    vf_json_put (security, "sev", vf_json_object ());
    vf_json_put (domain, "launchSecurity", security);
  }
  if (!hardware->is_q35
      && vf_account_lose (out->report, err, "machine",
                          "KubeVirt has the board q35 only: an old guest may "
                          "not start on it"))
    return -1;
  if (hardware->is_windows)
    return vf_account_lose (out->report, err, "clock",
                            "the clock has UTC, which Windows takes for local "
                            "time: clock.timezone in place of clock.utc says "
                            "otherwise");
  return 0;
}
