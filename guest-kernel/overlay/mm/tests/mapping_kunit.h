/* SPDX-License-Identifier: GPL-2.0 */
/* Files with an address space of their own, and page table entries in any state. */

#ifndef _MM_TESTS_MAPPING_KUNIT_H
#define _MM_TESTS_MAPPING_KUNIT_H

#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/mm.h>

/* Pages that a file under test has memory for; offsets beyond wrap around. */
#define MAPPING_KUNIT_PAGES 16

/* State of an entry of any level; 0 is none. */
#define ENTRY_PRESENT	BIT(0)
#define ENTRY_WRITE	BIT(1)
#define ENTRY_DIRTY	BIT(2)
#define ENTRY_MARKER	BIT(3)	/* not present, but not none */
#define ENTRY_TABLE	BIT(4)	/* of a pmd or pud: no leaf */

/**
 * struct mapping_kunit_file - private data of a file under test
 * @notify: Trap first writes in pfn_mkwrite()
 * @mkwrites: Number of trapped writes
 * @pages: What is mapped when something touches the mapping
 */
struct mapping_kunit_file {
	bool notify;
	atomic_t mkwrites;
	struct page *pages[MAPPING_KUNIT_PAGES];
};

/*
 * Everything below ends the test when it cannot do its job, works on
 * current->mm, and is cleaned up at the end of the test.
 */
struct file *mapping_kunit_file(struct kunit *test, bool notify);
/* A read-only descriptor of the same address space. */
struct file *mapping_kunit_readonly(struct kunit *test, struct file *file);

/* @addr is 0 for anywhere; sizes are in pages, @flags is MAP_*. */
unsigned long mapping_kunit_map(struct kunit *test, struct file *file,
				unsigned long addr, pgoff_t pgoff,
				unsigned long nr, unsigned long flags);

void mapping_kunit_set_pte(struct kunit *test, unsigned long addr,
			   unsigned int state);
unsigned int mapping_kunit_pte(unsigned long addr);
void mapping_kunit_set_pmd(struct kunit *test, unsigned long addr,
			   unsigned int state);
unsigned int mapping_kunit_pmd(unsigned long addr);
void mapping_kunit_set_pud(struct kunit *test, unsigned long addr,
			   unsigned int state);
unsigned int mapping_kunit_pud(unsigned long addr);

/* Store through the mapping as a program would, with faults and TLB. */
void mapping_kunit_store(struct kunit *test, unsigned long addr);

/* Another mm, and to go on in it; the test keeps both. */
struct mm_struct *mapping_kunit_other_mm(struct kunit *test);
void mapping_kunit_switch_mm(struct kunit *test, struct mm_struct *mm);

#endif
