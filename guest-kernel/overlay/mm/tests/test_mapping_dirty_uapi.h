/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* Copyright (C) 2026 The svgalab authors */
/* Requests of programs to /dev/test_mapping_dirty. */

#ifndef _MM_TESTS_TEST_MAPPING_DIRTY_UAPI_H
#define _MM_TESTS_TEST_MAPPING_DIRTY_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

/*
 * The first write to a clean page is trapped in pfn_mkwrite(). Without this
 * flag pages are mapped writable, and writes show only in their entries.
 */
#define TEST_MAPPING_DIRTY_NOTIFY	0x1
/*
 * Reads are served with huge entries where alignment allows; a write splits
 * them. Needs TEST_MAPPING_DIRTY_NOTIFY and a multiple of the huge page size.
 */
#define TEST_MAPPING_DIRTY_HUGE		0x2

/**
 * struct test_mapping_dirty_create - a new object of zeroed pages
 * @pages: in: its size
 * @flags: in: TEST_MAPPING_DIRTY_*
 * @first: out: its first page offset in the address space of the device, where
 *	   mmap() finds it through any descriptor of the device
 */
struct test_mapping_dirty_create {
	__u64 pages;
	__u64 flags;
	__u64 first;
};

/*
 * Keep writers out of pfn_mkwrite() during the call, and write-protect first.
 */
#define TEST_MAPPING_DIRTY_FREEZE	0x1

/**
 * struct test_mapping_dirty_range - arguments of both helpers
 * @first: in: first page offset; the range is in one object
 * @nr: in: number of pages
 * @flags: in: TEST_MAPPING_DIRTY_FREEZE or 0, clean only
 * @bitmap: in: user address of the bitmap, clean only
 * @bitmap_first: in: page offset of its first bit, not above @first
 * @bitmap_bits: in: its size
 * @start: in, out: first set bit
 * @end: in, out: last set bit + 1
 * @count: out: what the helper returned
 * @stray: out: bits that the helper changed beyond @bitmap_bits
 * @left: out: entries still dirty at the end of a frozen clean
 */
struct test_mapping_dirty_range {
	__u64 first;
	__u64 nr;
	__u64 flags;
	__u64 bitmap;
	__u64 bitmap_first;
	__u64 bitmap_bits;
	__u64 start;
	__u64 end;
	__u64 count;
	__u64 stray;
	__u64 left;
};

/* States of a page of a mapping; 0 when no page table entry maps it. */
#define TEST_MAPPING_DIRTY_PRESENT	0x1
#define TEST_MAPPING_DIRTY_WRITABLE	0x2
#define TEST_MAPPING_DIRTY_DIRTY	0x4

/**
 * struct test_mapping_dirty_query - page table entries of the caller
 * @addr: in: start of a range in a shared mapping of the device
 * @nr: in: number of pages
 * @states: in: user address of an array of @nr bytes
 */
struct test_mapping_dirty_query {
	__u64 addr;
	__u64 nr;
	__u64 states;
};

#define TEST_MAPPING_DIRTY_CREATE \
	_IOWR('D', 0, struct test_mapping_dirty_create)
#define TEST_MAPPING_DIRTY_CLEAN _IOWR('D', 1, struct test_mapping_dirty_range)
#define TEST_MAPPING_DIRTY_WP _IOWR('D', 2, struct test_mapping_dirty_range)
#define TEST_MAPPING_DIRTY_QUERY _IOWR('D', 3, struct test_mapping_dirty_query)

#endif
