/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Basic types used by the kernel's SVGA device headers. */

#ifndef VM_BASIC_TYPES_H
#define VM_BASIC_TYPES_H

#include <stdbool.h>
#include <stdint.h>

typedef uint8_t uint8;
typedef int8_t int8;
typedef uint16_t uint16;
typedef int16_t int16;
typedef uint32_t uint32;
typedef int32_t int32;
typedef uint64_t uint64;
typedef int64_t int64;

typedef uint64 PA;
typedef uint32 PPN;
typedef uint32 PPN32;
typedef uint64 PPN64;

typedef bool Bool;

#define MAX_UINT16 UINT16_MAX
#define MAX_UINT32 UINT32_MAX
#define MAX_UINT64 UINT64_MAX

#define CONST64U(x) UINT64_C(x)

#define KBYTES_2_BYTES(n) ((uint64)(n) << 10)
#define MBYTES_SHIFT 20
#define MBYTES_2_BYTES(n) ((uint64)(n) << MBYTES_SHIFT)
#define GBYTES_2_BYTES(n) ((uint64)(n) << 30)

#define INVALID_PPN64 ((PPN64)0x000fffffffffffffULL)

#endif
