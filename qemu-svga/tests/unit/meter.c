/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Counts what code does, whether or not the code counts it itself. */

#include "qemu/osdep.h"
#include "meter.h"

Meter meter;

void __sanitizer_cov_trace_pc(void);

void __sanitizer_cov_trace_pc(void)
{
    meter.blocks++;
}

/* The linker's --wrap sends calls of NAME here. */
#define METER_WRAP(result, name, bytes_, params, ...) \
    result __real_##name params; \
    result __wrap_##name params; \
    result __wrap_##name params \
    { \
        meter.bytes += (bytes_); \
        return __real_##name(__VA_ARGS__); \
    }

METER_WRAP(void *, memcpy, len, (void *to, const void *from, size_t len),
           to, from, len)
METER_WRAP(void *, memmove, len, (void *to, const void *from, size_t len),
           to, from, len)
METER_WRAP(void *, memset, len, (void *to, int byte, size_t len),
           to, byte, len)
METER_WRAP(int, memcmp, len, (const void *a, const void *b, size_t len),
           a, b, len)
METER_WRAP(int, munmap, len, (void *mem, size_t len), mem, len)
METER_WRAP(gpointer, g_try_malloc0, len, (gsize len), len)
METER_WRAP(gpointer, g_malloc0, len, (gsize len), len)
