/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's page size, which is what dirty tracking counts in. */

#ifndef GUEST_TESTS_PAGE_H
#define GUEST_TESTS_PAGE_H

#include <stddef.h>
#include <unistd.h>

static inline size_t page_bytes(void)
{
	return sysconf(_SC_PAGESIZE);
}

/* Pages that @bytes reach into. */
static inline size_t page_count(size_t bytes)
{
	return (bytes + page_bytes() - 1) / page_bytes();
}

#endif
