/* vmferry: a machine and its account as text for a person.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_MACHINE_TEXT_H
#define VF_TOOLS_MACHINE_TEXT_H

#include <stdbool.h>
#include <stdio.h>

struct vf_account;
struct vf_machine;

/* Prints MACHINE, a line for each thing it has. */
void vf_machine_print (const struct vf_machine *machine, FILE *out);

/* Prints what is lost or not known, and the numbers of all fates; with ALL,
 * every entry. */
void vf_account_print (const struct vf_account *account, bool all, FILE *out);

#endif
