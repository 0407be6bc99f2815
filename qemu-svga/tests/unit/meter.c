/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Measures the work of code, whatever the code itself accounts for. */

#include "qemu/osdep.h"
#include "meter.h"

Meter meter;

/* Called by compiled code at each basic block. */
void __sanitizer_cov_trace_pc(void)
{
    meter.blocks++;
}

/*
 * Under ASan the budget takes large blocks from malloc(), which clears them;
 * otherwise they are mappings, which cost nothing until they are touched.
 */
static size_t meter_cleared(size_t len)
{
#ifdef QEMU_SANITIZE_ADDRESS
    return len < 128 * 1024 ? len : 0;
#else
    return len;
#endif
}

/* With --wrap, the linker redirects calls of NAME to __wrap_NAME. */

void *__wrap_memcpy(void *to, const void *from, size_t len)
{
    meter.bytes += len;
    return __real_memcpy(to, from, len);
}

void *__wrap_memmove(void *to, const void *from, size_t len)
{
    meter.bytes += len;
    return __real_memmove(to, from, len);
}

void *__wrap_memset(void *to, int byte, size_t len)
{
    meter.bytes += len;
    return __real_memset(to, byte, len);
}

int __wrap_memcmp(const void *a, const void *b, size_t len)
{
    meter.bytes += len;
    return __real_memcmp(a, b, len);
}

int __wrap_munmap(void *mem, size_t len)
{
    meter.bytes += len;
    return __real_munmap(mem, len);
}

gpointer __wrap_g_try_malloc0(gsize len)
{
    meter.bytes += meter_cleared(len);
    return __real_g_try_malloc0(len);
}

gpointer __wrap_g_malloc0(gsize len)
{
    meter.bytes += len;
    return __real_g_malloc0(len);
}
