/* vmferry: integers as they lie on disk.  Each type is a struct of bytes, so
 * that alignment is 1, structs of them need no packing, and an assignment
 * without conversion does not compile.  Compilers turn the getters into one
 * load.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_COMMON_ENDIAN_H
#define VF_COMMON_ENDIAN_H

#include <stddef.h>
#include <stdint.h>

/* Holds an on-disk struct to its document at compile time. */
#define VF_ASSERT_OFFSET(type, field, expected)                               \
  _Static_assert (offsetof (type, field) == (expected),                       \
                  #type "." #field " is not at " #expected)
#define VF_ASSERT_SIZE(type, expected)                                        \
  _Static_assert (sizeof (type) == (expected),                                \
                  #type " is not " #expected " bytes")

/* Little-endian, 16 bits. */
struct vf_le16 {
  uint8_t byte[2];
};

/* The value of X. */
static inline uint16_t
vf_le16_get (struct vf_le16 x)
{
  return (uint16_t)(x.byte[0] | x.byte[1] << 8);
}

/* VALUE as it lies on disk. */
static inline struct vf_le16
vf_le16_make (uint16_t value)
{
  return (struct vf_le16){ {
      (uint8_t)value,
      (uint8_t)(value >> 8),
  } };
}

/* Little-endian, 32 bits. */
struct vf_le32 {
  uint8_t byte[4];
};

/* The value of X. */
static inline uint32_t
vf_le32_get (struct vf_le32 x)
{
  return (uint32_t)x.byte[0]
         | (uint32_t)x.byte[1] << 8
         | (uint32_t)x.byte[2] << 16
         | (uint32_t)x.byte[3] << 24;
}

/* VALUE as it lies on disk. */
static inline struct vf_le32
vf_le32_make (uint32_t value)
{
  return (struct vf_le32){ {
      (uint8_t)value,
      (uint8_t)(value >> 8),
      (uint8_t)(value >> 16),
      (uint8_t)(value >> 24),
  } };
}

/* Little-endian, 64 bits. */
struct vf_le64 {
  uint8_t byte[8];
};

/* The value of X. */
static inline uint64_t
vf_le64_get (struct vf_le64 x)
{
  return (uint64_t)x.byte[0]
         | (uint64_t)x.byte[1] << 8
         | (uint64_t)x.byte[2] << 16
         | (uint64_t)x.byte[3] << 24
         | (uint64_t)x.byte[4] << 32
         | (uint64_t)x.byte[5] << 40
         | (uint64_t)x.byte[6] << 48
         | (uint64_t)x.byte[7] << 56;
}

/* VALUE as it lies on disk. */
static inline struct vf_le64
vf_le64_make (uint64_t value)
{
  return (struct vf_le64){ {
      (uint8_t)value,
      (uint8_t)(value >> 8),
      (uint8_t)(value >> 16),
      (uint8_t)(value >> 24),
      (uint8_t)(value >> 32),
      (uint8_t)(value >> 40),
      (uint8_t)(value >> 48),
      (uint8_t)(value >> 56),
  } };
}

/* Big-endian, 16 bits. */
struct vf_be16 {
  uint8_t byte[2];
};

/* The value of X. */
static inline uint16_t
vf_be16_get (struct vf_be16 x)
{
  return (uint16_t)(x.byte[0] << 8 | x.byte[1]);
}

/* VALUE as it lies on disk. */
static inline struct vf_be16
vf_be16_make (uint16_t value)
{
  return (struct vf_be16){ {
      (uint8_t)(value >> 8),
      (uint8_t)value,
  } };
}

/* Big-endian, 32 bits. */
struct vf_be32 {
  uint8_t byte[4];
};

/* The value of X. */
static inline uint32_t
vf_be32_get (struct vf_be32 x)
{
  return (uint32_t)x.byte[0] << 24
         | (uint32_t)x.byte[1] << 16
         | (uint32_t)x.byte[2] << 8
         | (uint32_t)x.byte[3];
}

/* VALUE as it lies on disk. */
static inline struct vf_be32
vf_be32_make (uint32_t value)
{
  return (struct vf_be32){ {
      (uint8_t)(value >> 24),
      (uint8_t)(value >> 16),
      (uint8_t)(value >> 8),
      (uint8_t)value,
  } };
}

/* Big-endian, 64 bits. */
struct vf_be64 {
  uint8_t byte[8];
};

/* The value of X. */
static inline uint64_t
vf_be64_get (struct vf_be64 x)
{
  return (uint64_t)x.byte[0] << 56
         | (uint64_t)x.byte[1] << 48
         | (uint64_t)x.byte[2] << 40
         | (uint64_t)x.byte[3] << 32
         | (uint64_t)x.byte[4] << 24
         | (uint64_t)x.byte[5] << 16
         | (uint64_t)x.byte[6] << 8
         | (uint64_t)x.byte[7];
}

/* VALUE as it lies on disk. */
static inline struct vf_be64
vf_be64_make (uint64_t value)
{
  return (struct vf_be64){ {
      (uint8_t)(value >> 56),
      (uint8_t)(value >> 48),
      (uint8_t)(value >> 40),
      (uint8_t)(value >> 32),
      (uint8_t)(value >> 24),
      (uint8_t)(value >> 16),
      (uint8_t)(value >> 8),
      (uint8_t)value,
  } };
}

#endif
