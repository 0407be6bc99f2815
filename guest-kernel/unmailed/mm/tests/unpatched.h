/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Lets the tests build against the walk and the helpers of Linux 6.12. */

#ifndef _MM_TESTS_UNPATCHED_H
#define _MM_TESTS_UNPATCHED_H

#include <linux/mm.h>
#include <linux/pagewalk.h>

/* The helper without a bitmap size. */
#define clean_record_shared_mapping_range(mapping, first, nr, pgoff, bitmap, \
					  size, start, end) \
	((void)(size), \
	 clean_record_shared_mapping_range(mapping, first, nr, pgoff, bitmap, \
					   start, end))

/* A walk option that walk_page_mapping() ignores. */
#define no_split walk_lock

#endif
