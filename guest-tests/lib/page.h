/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The guest's page size, which is the unit of dirty tracking. */

#ifndef GUEST_TESTS_PAGE_H
#define GUEST_TESTS_PAGE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

static inline size_t page_bytes(void)
{
	return sysconf(_SC_PAGESIZE);
}

/* Number of pages for @bytes, rounded up. */
static inline size_t page_count(size_t bytes)
{
	return (bytes + page_bytes() - 1) / page_bytes();
}

/* Read a byte only for the fault that it may cause. */
static inline uint8_t page_peek(const uint8_t *byte)
{
	return atomic_load_explicit((const _Atomic uint8_t *)byte,
				    memory_order_relaxed);
}

#endif
