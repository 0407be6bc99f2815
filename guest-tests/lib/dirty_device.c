// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* An object of /dev/test_mapping_dirty, and operations on its mappings. */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dirty_device.h"
#include "foreign.h"

uint64_t dirty_page_bytes(void)
{
	return sysconf(_SC_PAGESIZE);
}

int dirty_open(struct dirty_device *d, uint64_t pages, uint64_t flags)
{
	struct test_mapping_dirty_create create = {
		.pages = pages,
		.flags = flags,
	};

	d->value = 0;
	d->pages = pages;
	d->fd = open(DIRTY_DEVICE, O_RDWR | O_CLOEXEC);
	if (d->fd < 0 && errno == ENOENT)
		return foreign_lacks(DIRTY_DEVICE);
	if (d->fd < 0) {
		int error = errno;

		printf("cannot open %s\n", DIRTY_DEVICE);
		return -error;
	}
	if (ioctl(d->fd, TEST_MAPPING_DIRTY_CREATE, &create))
		return -errno;
	d->first = create.first;
	return dirty_map(d, MAP_SHARED, &d->map);
}

int dirty_map(struct dirty_device *d, int flags, uint8_t **map)
{
	*map = mmap(NULL, d->pages * dirty_page_bytes(),
		    PROT_READ | PROT_WRITE, flags, d->fd,
		    d->first * dirty_page_bytes());
	return *map == MAP_FAILED ? -errno : 0;
}

void dirty_store(struct dirty_device *d, uint8_t *map, uint64_t page)
{
	d->value = d->value % 255 + 1;
	__atomic_store_n(map + page * dirty_page_bytes(), d->value,
			 __ATOMIC_RELAXED);
}

void dirty_load(uint8_t *map, uint64_t page)
{
	__atomic_load_n(map + page * dirty_page_bytes(), __ATOMIC_RELAXED);
}

/* The bits, the first and last of them, and the number of entries must agree. */
static int check_record(const struct test_mapping_dirty_range *range,
			uint64_t bits)
{
	uint64_t set = __builtin_popcountll(bits);
	bool fits;

	if (range->stray || range->count < set) {
		printf("%llu entries for %llu bits, and %llu stray ones\n",
		       range->count, (unsigned long long)set, range->stray);
		return -EPROTO;
	}
	if (bits)
		fits = range->start == (uint64_t)__builtin_ctzll(bits) &&
		       range->end == 64 - (uint64_t)__builtin_clzll(bits);
	else
		fits = range->start >= range->end;
	if (!fits) {
		printf("bits %#llx, but start %llu and end %llu\n",
		       (unsigned long long)bits, range->start, range->end);
		return -EPROTO;
	}
	return 0;
}

static int clean(struct dirty_device *d, uint64_t page, uint64_t nr,
		 uint64_t *bits, struct test_mapping_dirty_range *range)
{
	*bits = 0;
	range->first = d->first + page;
	range->nr = nr;
	range->bitmap = (uintptr_t)bits;
	range->bitmap_first = d->first;
	range->bitmap_bits = d->pages < 64 ? d->pages : 64;
	if (ioctl(d->fd, TEST_MAPPING_DIRTY_CLEAN, range))
		return -errno;
	return check_record(range, *bits);
}

int dirty_clean(struct dirty_device *d, uint64_t page, uint64_t nr,
		uint64_t *bits, uint64_t *entries)
{
	struct test_mapping_dirty_range range = { .flags = 0 };
	int ret = clean(d, page, nr, bits, &range);

	*entries = range.count;
	return ret;
}

int dirty_clean_frozen(struct dirty_device *d, uint64_t page, uint64_t nr,
		       uint64_t *bits)
{
	struct test_mapping_dirty_range range = {
		.flags = TEST_MAPPING_DIRTY_FREEZE,
	};
	int ret = clean(d, page, nr, bits, &range);

	if (!ret && range.left) {
		printf("%llu entries got dirty while writers were kept out\n",
		       range.left);
		return -EPROTO;
	}
	return ret;
}

int dirty_wp(struct dirty_device *d, uint64_t page, uint64_t nr,
	     uint64_t *entries)
{
	struct test_mapping_dirty_range range = {
		.first = d->first + page,
		.nr = nr,
	};

	if (ioctl(d->fd, TEST_MAPPING_DIRTY_WP, &range))
		return -errno;
	*entries = range.count;
	return 0;
}

int dirty_query(struct dirty_device *d, uint8_t *map, uint64_t page,
		uint8_t *state)
{
	struct test_mapping_dirty_query query = {
		.addr = (uintptr_t)map + page * dirty_page_bytes(),
		.nr = 1,
		.states = (uintptr_t)state,
	};

	return ioctl(d->fd, TEST_MAPPING_DIRTY_QUERY, &query) ? -errno : 0;
}
