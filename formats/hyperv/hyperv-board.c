/* vmferry: the devices that a manifest names and that are no more than Hyper-V
 * itself: its board, its buses, its console.
 *
 * Source: manifests of real files
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <strings.h>

#include "formats/hyperv/hyperv-parts.h"

static const char *const board[] = {
  "d41a1872-3740-41ce-a1ee-4522ab82f991", /* VmBus */
  "9edd1639-9bca-40dc-b3a2-07c828da60b5", /* PIC */
  "72682fc4-040a-430a-be0b-224574b953fe", /* IoAPIC */
  "84535fad-4d98-4a6a-bdcd-21d5720dc430", /* PCI bus */
  "4d42d9f7-6531-4f6c-9e46-1f0477876104", /* ISA bus */
  "db8b9818-b4bb-4725-b99d-b4612716b6b4", /* power management */
  "ac6b8dc1-3257-4a70-b1b2-a9c9215659ad", /* BIOS */
  "e51b7ef6-4a7f-4780-aaae-d4b291aacd2e", /* real time clock */
  "de6cdc86-e1fb-4940-801b-c3c1a26c4da4", /* input management */
  "9cb98db1-4d09-4538-a192-2d3d8c0b6cdb", /* RDP encoder */
  "ba8735ef-e3a9-4f1b-badd-dbf3a5909915", /* video monitor */
  "e3c82929-edb4-475e-85a4-29aaa2a30c2d", /* dynamic memory controller */
  "4d46d139-7821-4dc4-98a3-01e98a586a44", /* speaker */
  "35b0b12f-a0d7-482f-80a0-f52f1ab3da2e", /* super I/O */
  "a28e4d02-3323-4148-9569-565930a5cb39", /* PIT */
  "655bc5c5-a784-46b7-81bc-e26328f7eb0e", /* i8042 */
  "87045ce9-5323-438f-93bb-1e83dcbce18e", /* DMA controller */
  "7d80d3db-61ee-4879-8879-5609f1100ad0", /* S3 video */
  "deaeeed3-4119-4b44-95cf-a73604b76971", /* debugging */
  "9ed5fd4b-40c3-4de3-8597-98ecd17035da", /* RDP */
  "917bd8cb-3bb6-4124-9383-b7d21ac07f79", /* guest runtime state */
  "58f75a6d-d949-4320-99e1-a2a2576d581c", /* mouse */
  "197f74e3-b84b-46de-8ae6-82f1cd181cdc", /* keyboard */
  "6c5addb9-a11a-4e8e-84cb-e6208201db63", /* RDV */
};

bool
vf_hyperv_is_board (const char *guid)
{
  size_t i;

  for (i = 0; i < sizeof board / sizeof *board; i++)
    if (strcasecmp (guid, board[i]) == 0)
      return true;
  return false;
}
