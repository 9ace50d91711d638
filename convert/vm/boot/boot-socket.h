/* vmferry: QEMU's sockets, and the few words that we exchange with its monitor
 * and with the guest agent.  They are found in the text: what is needed is
 * whether they are there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_BOOT_BOOT_SOCKET_H
#define VF_CONVERT_VM_BOOT_BOOT_SOCKET_H

#include <stdbool.h>
#include <stddef.h>

struct vf_error;
struct vf_process;

/* Connects to FOLDER/NAME as soon as it is there, as long as PROCESS runs.
 * Returns: a non-blocking descriptor, or -1 with EXTERNAL. */
int vf_boot_connect (const char *folder, const char *name,
                     struct vf_process *process, struct vf_error *err);

/* Writes TEXT; what does not fit now is dropped, as is all after the other
 * side has gone. */
void vf_boot_say (int fd, const char *text);

/* Takes what there is to read.
 * Returns: the number of bytes; 0 nothing now, or the other side has gone,
 * which the end of the process will tell. */
size_t vf_boot_take (int fd, char *buf, size_t size);

/* A conversation in lines; start it as all zeros. */
struct vf_boot_talk {
  char line[4096];
  size_t length;
};

/* Takes N bytes and calls SEE for each whole line; longer ones are cut. */
void vf_boot_talk_feed (struct vf_boot_talk *talk, const char *bytes, size_t n,
                        void (*see) (const char *line, void *data),
                        void *data);

#endif
