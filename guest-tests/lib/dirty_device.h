/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* An object of /dev/test_mapping_dirty, and operations on its mappings. */

#ifndef GUEST_TESTS_DIRTY_DEVICE_H
#define GUEST_TESTS_DIRTY_DEVICE_H

#include <stdint.h>

#include "test_mapping_dirty_uapi.h"

#define DIRTY_DEVICE "/dev/test_mapping_dirty"

#define DIRTY_NOTIFY TEST_MAPPING_DIRTY_NOTIFY
#define DIRTY_HUGE TEST_MAPPING_DIRTY_HUGE
#define DIRTY_PRESENT TEST_MAPPING_DIRTY_PRESENT
#define DIRTY_WRITABLE TEST_MAPPING_DIRTY_WRITABLE
#define DIRTY_DIRTY TEST_MAPPING_DIRTY_DIRTY

struct dirty_device {
	int fd;
	uint64_t first;		/* page offset in the device */
	uint64_t pages;
	uint8_t *map;		/* shared, writable */
	uint8_t value;		/* value of the last store */
};

/* All functions return 0 or a negative errno; page numbers are relative to the object. */
int dirty_open(struct dirty_device *d, uint64_t pages, uint64_t flags);
int dirty_map(struct dirty_device *d, int flags, uint8_t **map);

/* Store to a page or load from it, through a mapping of the whole object. */
void dirty_store(struct dirty_device *d, uint8_t *map, uint64_t page);
void dirty_load(uint8_t *map, uint64_t page);

/*
 * Clean @nr of the first 64 pages. Bit 0 of @bits is page 0. @entries is what
 * the helper returned. -EPROTO if its results contradict each other.
 */
int dirty_clean(struct dirty_device *d, uint64_t page, uint64_t nr,
		uint64_t *bits, uint64_t *entries);

/* The same with writers kept out; -EPROTO if an entry is still dirty. */
int dirty_clean_frozen(struct dirty_device *d, uint64_t page, uint64_t nr,
		       uint64_t *bits);

int dirty_wp(struct dirty_device *d, uint64_t page, uint64_t nr,
	     uint64_t *entries);

/* State of a page's entry in a mapping. */
int dirty_query(struct dirty_device *d, uint8_t *map, uint64_t page,
		uint8_t *state);

uint64_t dirty_page_bytes(void);

#endif
