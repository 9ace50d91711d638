/* vmferry: QEMU's arguments: the machine, its firmware and its consoles.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/boot-args.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "formats/domain.h"

enum {
  TCG_MAX_VCPUS = 2, /* each is a busy thread of the host's */
  MAX_PORTS = 200,   /* buses that fit into one segment, with room */
  /* Slot 1 is the screen's, 27 and on are the board's; a port is a function.
   */
  FIRST_PORT_SLOT = 2,
  PORTS_PER_SLOT = 8,
};

static void
append (struct vf_args *args, bool is_note, const char *fmt, va_list list)
{
  char *text;
  int r;

  if (vasprintf (&text, fmt, list) < 0) {
    args->is_broken = true;
    return;
  }
  r = is_note ? vf_vector_push (&args->notes, text)
              : vf_vector_push (&args->argv, text);
  if (r) {
    free (text);
    args->is_broken = true;
  }
}

void
vf_args_add (struct vf_args *args, const char *fmt, ...)
{
  va_list list;

  va_start (list, fmt);
  append (args, false, fmt, list);
  va_end (list);
}

void
vf_args_add_option (struct vf_args *args, const char *option, const char *fmt,
                    ...)
{
  va_list list;

  vf_args_add (args, "%s", option);
  va_start (list, fmt);
  append (args, false, fmt, list);
  va_end (list);
}

void
vf_args_note (struct vf_args *args, const char *fmt, ...)
{
  va_list list;

  va_start (list, fmt);
  append (args, true, fmt, list);
  va_end (list);
}

char *
vf_args_quote (const char *text)
{
  char *quoted = malloc (2 * strlen (text) + 1);
  size_t n = 0;

  if (!quoted)
    return NULL;
  for (; *text; text++) {
    if (*text == ',')
      quoted[n++] = ',';
    quoted[n++] = *text;
  }
  quoted[n] = '\0';
  return quoted;
}

const char *
vf_args_next_bus (struct vf_args *args, char buf[32])
{
  return vf_args_next_slot (args, 0, buf);
}

const char *
vf_args_next_slot (struct vf_args *args, unsigned number, char buf[32])
{
  unsigned slot = FIRST_PORT_SLOT + args->n_ports / PORTS_PER_SLOT;
  unsigned function = args->n_ports % PORTS_PER_SLOT;
  char shown[32] = "";

  buf[0] = '\0';
  if (!args->is_q35 || args->n_ports == MAX_PORTS)
    return buf;
  args->n_ports++;
  if (number)
    snprintf (shown, sizeof shown, ",slot=%u", number);
  vf_args_add_option (args, "-device",
                      "pcie-root-port,id=port%u,chassis=%u,addr=%x.%u%s%s",
                      args->n_ports, args->n_ports, slot, function,
                      function ? "" : ",multifunction=on", shown);
  snprintf (buf, 32, ",bus=port%u", args->n_ports);
  return buf;
}

static void
add_cpus (struct vf_args *args, const struct vf_domain *domain, bool has_kvm)
{
  unsigned product = domain->sockets * domain->cores * domain->threads
                     * (domain->dies ? domain->dies : 1);

  if (!has_kvm && domain->vcpus > TCG_MAX_VCPUS) {
    vf_args_note (args, "%d vCPUs instead of %u, since there is no KVM",
                  TCG_MAX_VCPUS, domain->vcpus);
    vf_args_add_option (args, "-smp", "%d,sockets=1,cores=%d", TCG_MAX_VCPUS,
                        TCG_MAX_VCPUS);
  } else if (product == domain->vcpus) {
    vf_args_add_option (
        args, "-smp", "%u,sockets=%u,dies=%u,cores=%u,threads=%u",
        domain->vcpus, domain->sockets, domain->dies ? domain->dies : 1,
        domain->cores, domain->threads);
  } else {
    vf_args_add_option (args, "-smp", "%u", domain->vcpus);
  }
  vf_args_add_option (args, "-cpu", "%s", has_kvm ? "host" : "max");
}

static void
add_memory (struct vf_args *args, const struct vf_domain *domain,
            const struct vf_boot_plan *plan)
{
  unsigned long long bytes = domain->memory_bytes;

  if (bytes > plan->max_memory_bytes) {
    vf_args_note (args, "%llu MiB of memory instead of %llu",
                  plan->max_memory_bytes >> 20, bytes >> 20);
    bytes = plan->max_memory_bytes;
  }
  vf_args_add_option (args, "-m", "%lluk", bytes >> 10);
}

static void
add_machine (struct vf_args *args, const struct vf_domain *domain,
             const struct vf_boot_plan *plan)
{
  const char *machine = domain->machine ? domain->machine : "pc";

  args->is_q35 = strstr (machine, "q35") != NULL;
  vf_args_add_option (args, "-machine", "%s%s", machine,
                      plan->uefi_is_secure ? ",smm=on" : "");
  vf_args_add_option (args, "-accel", "%s",
                      plan->has_kvm ? "kvm" : "tcg,thread=multi");
  add_cpus (args, domain, plan->has_kvm);
  add_memory (args, domain, plan);
  if (domain->uuid)
    vf_args_add_option (args, "-uuid", "%s", domain->uuid);
  vf_args_add_option (args, "-rtc", "base=%s",
                      domain->is_localtime ? "localtime" : "utc");
}

/* The BIOS' screen goes to a serial port of its own, beside the screen: what a
 * boot loader says there is said nowhere else.  Serial ports have their
 * numbers (index), or QEMU would count them up and the guest lack its first.
 */
static int
add_firmware (struct vf_args *args, const struct vf_boot_plan *plan)
{
  CLEANUP_FREE char *folder = vf_args_quote (plan->folder);
  CLEANUP_FREE char *code
      = vf_args_quote (plan->uefi_code ? plan->uefi_code : "");

  if (!folder || !code)
    return -1;
  if (!plan->uefi_code) {
    vf_args_add_option (args, "-fw_cfg",
                        "name=etc/sercon-port,file=%s/screen-port", folder);
    vf_args_add_option (args, "-device", "isa-serial,index=3,chardev=screen");
    return 0;
  }
  vf_args_add_option (args, "-drive",
                      "if=pflash,unit=0,format=raw,readonly=on,file=%s", code);
  vf_args_add_option (args, "-drive",
                      "if=pflash,unit=1,format=raw,file=%s/nvram.fd", folder);
  if (plan->uefi_is_secure)
    vf_args_add_option (args, "-global",
                        "driver=cfi.pflash01,property=secure,value=on");
  return 0;
}

static int
add_consoles (struct vf_args *args, const struct vf_domain *domain,
              const struct vf_boot_plan *plan)
{
  static const char *const names[] = { "console", "screen", "agent", "qmp" };
  CLEANUP_FREE char *folder = vf_args_quote (plan->folder);
  char bus[32];
  size_t i;

  if (!folder)
    return -1;
  for (i = 0; i < sizeof names / sizeof names[0]; i++)
    vf_args_add_option (args, "-chardev",
                        "socket,id=%s,path=%s/%s,server=on,wait=off", names[i],
                        folder, names[i]);
  vf_args_add_option (args, "-mon", "chardev=qmp,mode=control");
  vf_args_add_option (args, "-device", "isa-serial,index=0,chardev=console");
  if (domain->has_agent_channel) {
    vf_args_next_bus (args, bus);
    vf_args_add_option (args, "-device", "virtio-serial-pci%s", bus);
    vf_args_add_option (args, "-device",
                        "virtserialport,chardev=agent,"
                        "name=org.qemu.guest_agent.0");
  }
  if (domain->has_rng) {
    vf_args_next_bus (args, bus);
    vf_args_add_option (args, "-device", "virtio-rng-pci%s", bus);
  }
  return 0;
}

/* Nothing is there but what we ask for, QEMU may start no programs, the guest
 * does not run before we listen, and only disks are booted from. */
static void
add_frame (struct vf_args *args)
{
  static const char *const frame[] = {
    "qemu-system-x86_64",
    "-nodefaults",
    "-no-user-config",
    "-S",
    "-display",
    "none",
    "-vga",
    "std",
    "-boot",
    "strict=on",
    "-sandbox",
    "on,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
  };
  size_t i;

  for (i = 0; i < sizeof frame / sizeof frame[0]; i++)
    vf_args_add (args, "%s", frame[i]);
}

int
vf_args_build (struct vf_args *args, const struct vf_domain *domain,
               const struct vf_boot_plan *plan, struct vf_error *err)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  size_t i;

  if (domain->machine && domain->machine[strspn (domain->machine, plain)])
    return vf_error_set (err, VF_ERROR_UNSUPPORTED, "machine type '%s'",
                         domain->machine);
  if (domain->arch && strcmp (domain->arch, "x86_64") != 0
      && strcmp (domain->arch, "i686") != 0)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "a guest for %s; only x86 can be booted here",
                         domain->arch);
  add_frame (args);
  add_machine (args, domain, plan);
  if (add_firmware (args, plan))
    return vf_error_nomem (err, "QEMU's arguments");
  if (vf_args_add_devices (args, domain, plan, err))
    return -1;
  if (add_consoles (args, domain, plan))
    return vf_error_nomem (err, "QEMU's arguments");
  for (i = 0; i < domain->ignored.count; i++)
    vf_args_note (args, "without %s of the definition",
                  domain->ignored.items[i]);
  if (args->is_broken || vf_vector_push (&args->argv, NULL))
    return vf_error_nomem (err, "QEMU's arguments");
  return 0;
}

void
vf_args_clear (struct vf_args *args)
{
  size_t i;

  for (i = 0; i < args->argv.count; i++)
    free (args->argv.items[i]);
  for (i = 0; i < args->notes.count; i++)
    free (args->notes.items[i]);
  free (args->argv.items);
  free (args->notes.items);
  memset (args, 0, sizeof *args);
}
