/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Files with an address space of their own, and page table entries in any state. */

#ifndef _MM_TESTS_MAPPING_KUNIT_H
#define _MM_TESTS_MAPPING_KUNIT_H

#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/pagewalk.h>

/*
 * Number of pages with memory in a file under test; higher offsets wrap around.
 */
#define MAPPING_KUNIT_PAGES 16

/* State of an entry of any level; 0: none. */
#define ENTRY_PRESENT	BIT(0)
#define ENTRY_WRITE	BIT(1)
#define ENTRY_DIRTY	BIT(2)
#define ENTRY_MARKER	BIT(3)	/* not present; may have ENTRY_WRITE's bit */
#define ENTRY_TABLE	BIT(4)	/* pmd or pud that is not a leaf */

/* An address where huge entries of any size are possible. */
#define HUGE_BASE (4 * PUD_SIZE)

/**
 * struct mapping_kunit_file - private data of a file under test
 * @notify: Trap first writes in pfn_mkwrite()
 * @mkwrites: Number of trapped writes
 * @pages: Pages to be mapped by faults
 */
struct mapping_kunit_file {
	bool notify;
	atomic_t mkwrites;
	struct page *pages[MAPPING_KUNIT_PAGES];
};

/*
 * All functions below end the test on failure, work on current->mm, and are
 * cleaned up at the end of the test.
 */
struct file *mapping_kunit_file(struct kunit *test, bool notify);
/* A read-only descriptor of the same address space. */
struct file *mapping_kunit_readonly(struct kunit *test, struct file *file);

/* @addr 0: anywhere; sizes are in pages, @flags are MAP_*. */
unsigned long mapping_kunit_map(struct kunit *test, struct file *file,
				unsigned long addr, pgoff_t pgoff,
				unsigned long nr, unsigned long flags);

/* A shared mapping anywhere, with all entries in one state. */
unsigned long mapping_kunit_map_state(struct kunit *test, struct file *file,
				      pgoff_t pgoff, unsigned long nr,
				      unsigned int state);

void mapping_kunit_set_pte(struct kunit *test, unsigned long addr,
			   unsigned int state);
unsigned int mapping_kunit_pte(unsigned long addr);
/* The entry of @size, PMD_SIZE or PUD_SIZE, at HUGE_BASE. */
void mapping_kunit_set_huge(struct kunit *test, unsigned long size,
			    unsigned int state);
unsigned int mapping_kunit_huge(unsigned long size);
/* A file mapped there with twice @size; the first half is such an entry. */
struct file *mapping_kunit_map_huge(struct kunit *test, unsigned long size,
				    unsigned int state);

/* Store through the mapping like a program, with faults and TLB. */
void mapping_kunit_store(struct kunit *test, unsigned long addr);

/* Create another mm, and switch to it; the test keeps both. */
struct mm_struct *mapping_kunit_other_mm(struct kunit *test);
void mapping_kunit_switch_mm(struct kunit *test, struct mm_struct *mm);

/* walk_page_mapping() with the lock that it requires. */
static inline int mapping_kunit_walk(struct file *file, pgoff_t first,
				     pgoff_t nr, const struct mm_walk_ops *ops,
				     void *private)
{
	struct address_space *mapping = file->f_mapping;
	int ret;

	i_mmap_lock_read(mapping);
	ret = walk_page_mapping(mapping, first, nr, ops, private);
	i_mmap_unlock_read(mapping);
	return ret;
}

/* A test_walk callback that skips no vma. */
static inline int mapping_kunit_walk_all(unsigned long start, unsigned long end,
					 struct mm_walk *walk)
{
	return 0;
}

#endif
