/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Objects of the mapping dirty test device: pages, their offsets, and their mappings. */

#ifndef _MM_TESTS_TEST_MAPPING_DIRTY_OBJECT_H
#define _MM_TESTS_TEST_MAPPING_DIRTY_OBJECT_H

#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/rwsem.h>

/**
 * struct dirty_object - pages at their own place in the device's address space
 * @kref: One reference per vma, and one for the file that created it
 * @next: Next object created by the same file
 * @writers: Held for reading by pfn_mkwrite(), for writing to block it
 * @first: First page offset
 * @nr: Number of pages
 * @flags: TEST_MAPPING_DIRTY_*
 * @pages: The pages; those of one huge page are physically contiguous
 */
struct dirty_object {
	struct kref kref;
	struct dirty_object *next;
	struct rw_semaphore writers;
	pgoff_t first;
	unsigned long nr;
	unsigned long flags;
	struct page *pages[] __counted_by(nr);
};

/* A new object with one reference, or an ERR_PTR(). */
struct dirty_object *dirty_object_create(unsigned long nr,
					 unsigned long flags);

/* The object that contains the whole range, with a reference, or NULL. */
struct dirty_object *dirty_object_get(pgoff_t first, unsigned long nr);
void dirty_object_put(struct dirty_object *obj);

/* The mmap() of the device. */
int dirty_object_mmap(struct file *file, struct vm_area_struct *vma);

#endif
