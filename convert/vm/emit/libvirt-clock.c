/* vmferry: the clock of a libvirt domain, and what becomes of it when the
 * guest ends.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* Windows has the time of its zone in the RTC, unless the source says else. */
static bool
is_localtime (const struct vf_domain_out *domain)
{
  enum vf_tristate said = domain->machine->clock.is_localtime;

  return said == VF_UNSET ? domain->hardware->is_windows : said == VF_YES;
}

static void
open_clock (struct vf_domain_out *domain)
{
  const struct vf_machine_clock *clock = &domain->machine->clock;

  vf_xml_open (domain->xml, "clock", NULL);
  if (clock->has_offset && clock->offset_seconds) {
    vf_xml_attribute (domain->xml, "offset", "variable");
    vf_xml_attribute (domain->xml, "adjustment", "%lld",
                      (long long)clock->offset_seconds);
    vf_xml_attribute (domain->xml, "basis", "%s",
                      clock->is_localtime == VF_YES ? "localtime" : "utc");
  } else
    vf_xml_attribute (domain->xml, "offset", "%s",
                      is_localtime (domain) ? "localtime" : "utc");
}

/* What an event leads to: a word of the source that libvirt and QEMU know, or
 * what is usual. */
struct event {
  const char *element, *usual;
  const char *const *actions;
};

static int
write_event (struct vf_domain_out *domain, const struct event *event,
             const char *wanted, struct vf_error *err)
{
  const char *const *action = event->actions;

  if (domain->machine->platform != VF_PLATFORM_QEMU)
    wanted = NULL;
  while (wanted && *action && strcmp (*action, wanted) != 0)
    action++;
  vf_xml_text (domain->xml, event->element,
               wanted && *action ? *action : event->usual);
  if (!wanted || *action)
    return 0;
  return vf_account_lose (domain->report, err, event->element,
                          "QEMU cannot \"%s\": %s is set", wanted,
                          event->usual);
}

static int
write_events (struct vf_domain_out *domain, struct vf_error *err)
{
  static const char *const ends[] = { "destroy", "restart", "preserve", NULL };
  static const char *const crashes[]
      = { "destroy",          "restart",         "preserve",
          "coredump-destroy", "coredump-restart", NULL };
  static const struct event poweroff = { "on_poweroff", "destroy", ends },
                            reboot = { "on_reboot", "restart", ends },
                            crash = { "on_crash", "preserve", crashes };
  const struct vf_machine_lifecycle *life = &domain->machine->lifecycle;

  return write_event (domain, &poweroff, life->on_poweroff, err)
                 || write_event (domain, &reboot, life->on_reboot, err)
                 || write_event (domain, &crash, life->on_crash, err)
             ? -1
             : 0;
}

int
vf_domain_write_clock (struct vf_domain_out *domain, struct vf_error *err)
{
  struct vf_xml *xml = domain->xml;

  open_clock (domain);
  vf_xml_leaf (xml, "timer", "name", "rtc", "tickpolicy", "catchup", NULL);
  vf_xml_leaf (xml, "timer", "name", "pit", "tickpolicy", "delay", NULL);
  vf_xml_leaf (xml, "timer", "name", "hpet", "present", "no", NULL);
  if (vf_domain_is_enlightened (domain))
    vf_xml_leaf (xml, "timer", "name", "hypervclock", "present", "yes", NULL);
  vf_xml_close (xml);
  return write_events (domain, err);
}
