/* vmferry: what a target's language cannot say.  Each member of a machine has
 * a row here; an emitter lists those that it writes, and what a machine has
 * beyond them is reported as lost, with its value.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_GAPS_H
#define VF_CONVERT_VM_EMIT_GAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vf_account;
struct vf_emitter;
struct vf_error;
struct vf_hardware;
struct vf_machine;

/* Of a PC. */
enum { VF_MAX_SERIAL_PORTS = 4, VF_MAX_PARALLEL_PORTS = 3 };

struct vf_gap {
  const char *name; /* section and member as in JSON: "cpu.affinity" */
  const char *loss; /* what is lost without it; NULL: it is not the target's
                     * to say (a source's id, a path), or decided and reported
                     * for all targets alike (hardware.h) */
  unsigned least;   /* a number counts from this on; 0: from 1 on */
  bool is_negative; /* a tri-state that counts when it is VF_NO */
};

/* All of them, by section; NULL at the end. */
extern const struct vf_gap vf_gaps[];

/* Whether EMITTER writes the member called NAME. */
bool vf_emitter_says (const struct vf_emitter *emitter, const char *name);

/* Adds to REPORT, as a loss, each member that MACHINE has and EMITTER does not
 * write.
 * Errors:  NOMEM */
int vf_emit_report_gaps (const struct vf_emitter *emitter,
                         const struct vf_machine *machine,
                         struct vf_account *report, struct vf_error *err);

/* Adds to REPORT what becomes of the serial and the parallel ports of MACHINE,
 * where EMITTER has any: what was behind them stays with the source.
 * vf_emit_report_gaps does so.
 * Errors:  NOMEM */
int vf_emit_report_ports (const struct vf_emitter *emitter,
                          const struct vf_machine *machine,
                          struct vf_account *report, struct vf_error *err);

/* What a target has of the modes of disks. */
struct vf_disk_modes {
  bool independent; /* snapshots leave a disk out */
  bool transient;   /* what is written is dropped at power-off */
  bool exclusive;   /* but not of a raw disk that VMs share */
};

/* Adds to REPORT what becomes of the modes of the disks of HARDWARE.
 * Errors:  NOMEM */
int vf_emit_report_modes (const struct vf_hardware *hardware,
                          struct vf_disk_modes kept,
                          struct vf_account *report, struct vf_error *err);

/* Adds to REPORT, where the memory of HARDWARE was dynamic, what it is now: it
 * starts with START_BYTES, and THEN.
 * Errors:  NOMEM */
int vf_emit_report_dynamic (const struct vf_hardware *hardware,
                            uint64_t start_bytes, const char *then,
                            struct vf_account *report, struct vf_error *err);

/* Adds to REPORT that the TPM of MACHINE, if it has one, is a new one.  For an
 * emitter that has written a TPM.
 * Errors:  NOMEM */
int vf_emit_report_tpm (const struct vf_machine *machine,
                        struct vf_account *report, struct vf_error *err);

#endif
