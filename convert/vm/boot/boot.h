/* vmferry: booting a domain isolated, to see whether it comes up.
 *
 * QEMU is run directly, not by libvirt: it needs no daemon, no privileges and
 * no definition that others can see; nothing of the host (networks, security
 * labels, a running domain of that name) is touched; and when we end, however
 * we end, it ends.  The price is that the order of devices is not libvirt's
 * own, but follows it: NICs first, each behind a root port of its own on q35.
 *
 * The guest writes to overlays that go away; its NICs are there, with model
 * and MAC, on a network that leads nowhere; a serial port is always there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_BOOT_BOOT_H
#define VF_CONVERT_VM_BOOT_BOOT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/vector.h"
#include "convert/vm/boot/console.h"

struct vf_boot;
struct vf_domain;
struct vf_error;
struct vf_job;
struct vf_json;

struct vf_boot_options {
  uint64_t timeout_ms;      /* 0: by the accelerator, see vf_boot_start */
  const char *expect;       /* see vf_console_new; NULL: a login prompt */
  const char *console_path; /* the console's bytes go there too; NULL */
};

/* What came of it; plain data that owns all it points to. */
struct vf_boot_result {
  bool is_up;
  enum vf_boot_reason reason;
  char *detail; /* the line of console behind it; NULL none */
  uint64_t elapsed_ms;
  const char *accelerator;  /* static: "kvm", "tcg" */
  char *no_kvm;             /* why it was not KVM; NULL: it was */
  char *console_tail;       /* the last lines, each with newline */
  VF_VECTOR (char *) notes; /* where the machine differs from the definition */
};

/* Starts DOMAIN with QEMU: by KVM where that runs guests, else by TCG, then
 * with at most two vCPUs.  Time for the boot is 3 minutes, with TCG 10,
 * unless OPTIONS say otherwise.
 * Params:  domain, options, job - stay the caller's; must outlive the boot
 * Owner:   the caller ends it with vf_boot_stop.
 * Threads: to be used and ended by the thread that started it
 * Errors:  NOT_FOUND (QEMU, a disk, firmware), UNSUPPORTED, EXTERNAL with
 *          QEMU's words, USAGE for a bad regular expression */
struct vf_boot *vf_boot_start (const struct vf_domain *domain,
                               const struct vf_boot_options *options,
                               struct vf_job *job, struct vf_error *err);

/* Watches until it is known whether the guest is up.
 * Owner:   the caller clears the result with vf_boot_result_clear.
 * Errors:  CANCELLED, EXTERNAL when QEMU fails */
int vf_boot_watch (struct vf_boot *boot, struct vf_boot_result *ret_result,
                   struct vf_error *err);

/* Lets go of the serial console, so that another can connect to its socket,
 * and waits until the guest has ended or the job is cancelled, which is no
 * error here.
 * Errors:  EXTERNAL when QEMU fails */
int vf_boot_hold (struct vf_boot *boot, struct vf_error *err);

/* The Unix socket of the serial console.  Owner: the boot. */
const char *vf_boot_console_socket (const struct vf_boot *boot);

/* Ends QEMU and removes all that was made for it; NULL is allowed. */
void vf_boot_stop (struct vf_boot *boot);

/* Frees what RESULT owns. */
void vf_boot_result_clear (struct vf_boot_result *result);

/* RESULT as JSON.
 * Returns: a value that the caller puts into a container or frees. */
struct vf_json *vf_boot_result_to_json (const struct vf_boot_result *result);

/* RESULT for a person: a line with the verdict, the notes, and the last lines
 * of console when it is down.
 * Returns: a malloc'd string; NULL when memory is out. */
char *vf_boot_result_text (const struct vf_boot_result *result);

VF_DEFINE_CLEANUP (boot, struct vf_boot, vf_boot_stop)
#define CLEANUP_BOOT VF_CLEANUP (vf_cleanup_boot)

#endif
