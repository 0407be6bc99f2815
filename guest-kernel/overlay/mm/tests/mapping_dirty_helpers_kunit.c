// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* KUnit tests of wp_shared_mapping_range() and clean_record_shared_mapping_range(). */

#include <linux/bitmap.h>
#include <linux/mman.h>

#include "mapping_kunit.h"

/* Bits in a test's bitmap: enough for three page tables. */
#define BITS (3 * PTRS_PER_PTE)

#define CLEAN (ENTRY_PRESENT | ENTRY_WRITE)
#define DIRTY (ENTRY_PRESENT | ENTRY_WRITE | ENTRY_DIRTY)

/**
 * struct record - what clean_record_shared_mapping_range() reports
 * @bits: The bitmap
 * @start: First set bit
 * @end: Last set bit + 1
 */
struct record {
	DECLARE_BITMAP(bits, BITS);
	pgoff_t start;
	pgoff_t end;
};

static unsigned long clean(struct file *file, pgoff_t first, pgoff_t nr,
			   pgoff_t bitmap_pgoff, struct record *record)
{
	return clean_record_shared_mapping_range(file->f_mapping, first, nr,
						 bitmap_pgoff, record->bits,
						 BITS, &record->start,
						 &record->end);
}

static unsigned long write_protect(struct file *file, pgoff_t first,
				   pgoff_t nr)
{
	return wp_shared_mapping_range(file->f_mapping, first, nr);
}

/* The record must have the bits @from..@to - 1, and no others. */
static void expect_bits(struct kunit *test, const struct record *record,
			unsigned int from, unsigned int to)
{
	DECLARE_BITMAP(expected, BITS) = { 0 };

	bitmap_set(expected, from, to - from);
	KUNIT_EXPECT_TRUE(test, bitmap_equal(record->bits, expected, BITS));
	KUNIT_EXPECT_EQ(test, record->start, from);
	KUNIT_EXPECT_EQ(test, record->end, to);
}

static void wp_makes_readonly(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 4, CLEAN);

	KUNIT_EXPECT_EQ(test, write_protect(file, 0, 4), 4);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a), ENTRY_PRESENT);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a + 3 * PAGE_SIZE),
			ENTRY_PRESENT);
}

/* Dirty entries stay dirty for a later clean. */
static void wp_keeps_dirt(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 4, DIRTY);
	struct record record = {};

	KUNIT_EXPECT_EQ(test, write_protect(file, 0, 4), 4);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a),
			ENTRY_PRESENT | ENTRY_DIRTY);
	KUNIT_EXPECT_EQ(test, clean(file, 0, 4, 0, &record), 4);
}

/* "Already write-protected ptes are not counted." */
static void wp_counts_changes(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 4,
						  ENTRY_PRESENT);

	mapping_kunit_set_pte(test, a + PAGE_SIZE, CLEAN);
	KUNIT_EXPECT_EQ(test, write_protect(file, 0, 4), 1);
	KUNIT_EXPECT_EQ(test, write_protect(file, 0, 4), 0);
}

static void wp_sub_range(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 4, 8, CLEAN);
	int i;

	KUNIT_EXPECT_EQ(test, write_protect(file, 6, 3), 3);
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a + i * PAGE_SIZE),
				i >= 2 && i < 5 ? ENTRY_PRESENT : CLEAN);
}

/* A store afterwards is trapped, even if the TLB had cached the entry. */
static void wp_traps_next_store(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, true);
	struct mapping_kunit_file *priv = file->private_data;
	unsigned long a = mapping_kunit_map(test, file, 0, 0, 1, MAP_SHARED);

	mapping_kunit_store(test, a);
	KUNIT_EXPECT_EQ(test, atomic_read(&priv->mkwrites), 1);
	mapping_kunit_store(test, a);
	KUNIT_EXPECT_EQ(test, atomic_read(&priv->mkwrites), 1);
	KUNIT_EXPECT_EQ(test, write_protect(file, 0, 1), 1);
	mapping_kunit_store(test, a);
	KUNIT_EXPECT_EQ(test, atomic_read(&priv->mkwrites), 2);
}

static void wp_every_mapping(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 4, CLEAN);
	unsigned long b = mapping_kunit_map_state(test, file, 2, 4, CLEAN);

	KUNIT_EXPECT_EQ(test, write_protect(file, 0, 4), 6);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a + 3 * PAGE_SIZE),
			ENTRY_PRESENT);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(b + PAGE_SIZE),
			ENTRY_PRESENT);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(b + 2 * PAGE_SIZE), CLEAN);
}

/* A mapping that can never become writable comes first in the walk. */
static void wp_behind_readonly(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct file *readonly = mapping_kunit_readonly(test, file);
	unsigned long a = mapping_kunit_map_state(test, readonly, 0, 4,
						  ENTRY_PRESENT);
	unsigned long b = mapping_kunit_map_state(test, file, 0, 4, CLEAN);

	KUNIT_EXPECT_EQ(test, write_protect(file, 0, 4), 4);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a), ENTRY_PRESENT);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(b), ENTRY_PRESENT);
}

/* Make a mapping look like one of hugetlbfs; its entries stay the test's. */
static void mark_hugetlb(unsigned long addr, bool on)
{
	struct vm_area_struct *vma;

	mmap_write_lock(current->mm);
	vma = vma_lookup(current->mm, addr);
	if (on)
		vm_flags_set(vma, VM_HUGETLB);
	else
		vm_flags_clear(vma, VM_HUGETLB);
	mmap_write_unlock(current->mm);
}

static void wp_leaves_hugetlb(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 4, CLEAN);

	mark_hugetlb(a, true);
	KUNIT_EXPECT_EQ(test, write_protect(file, 0, 4), 0);
	mark_hugetlb(a, false);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a), CLEAN);
}

/* Copies in private mappings must not be touched. */
static void wp_leaves_private(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map(test, file, 0, 0, 4, MAP_PRIVATE);

	mapping_kunit_store(test, a);
	KUNIT_EXPECT_EQ(test, write_protect(file, 0, 4), 0);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a), DIRTY);
}

/*
 * In such an entry the bits mean something else: none of them may change, not
 * even the one that means writable in other entries. Leaves the mm with valid
 * entries.
 */
static void wp_leaves_non_present(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 2,
						  ENTRY_MARKER | ENTRY_WRITE);

	KUNIT_EXPECT_EQ(test, write_protect(file, 0, 4), 0);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a), ENTRY_MARKER | ENTRY_WRITE);
	mapping_kunit_set_pte(test, a, ENTRY_MARKER);
	mapping_kunit_set_pte(test, a + PAGE_SIZE, ENTRY_MARKER);
}

/* "All ptes dirty when the function starts will end up recorded." */
static void clean_records_all(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 4, DIRTY);
	struct record record = {};
	int i;

	KUNIT_EXPECT_EQ(test, clean(file, 0, 4, 0, &record), 4);
	expect_bits(test, &record, 0, 4);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a + i * PAGE_SIZE),
				CLEAN);
}

/* "It will not clean any ptes not reported", nor report any that were clean. */
static void clean_leaves_clean(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 8, CLEAN);
	struct record record = {};

	mapping_kunit_set_pte(test, a + 5 * PAGE_SIZE, DIRTY);
	KUNIT_EXPECT_EQ(test, clean(file, 0, 8, 0, &record), 1);
	expect_bits(test, &record, 5, 6);
}

/* Entries that were write-protected before stay so. */
static void clean_keeps_readonly(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 1,
						  ENTRY_PRESENT | ENTRY_DIRTY);
	struct record record = {};

	KUNIT_EXPECT_EQ(test, clean(file, 0, 1, 0, &record), 1);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a), ENTRY_PRESENT);
}

static void clean_sub_range(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 4, 8, DIRTY);
	struct record record = {};

	KUNIT_EXPECT_EQ(test, clean(file, 6, 3, 6, &record), 3);
	expect_bits(test, &record, 0, 3);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a + PAGE_SIZE), DIRTY);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a + 2 * PAGE_SIZE), CLEAN);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a + 5 * PAGE_SIZE), DIRTY);
}

/* Bits count from the bitmap's page offset, not from the range's. */
static void clean_bitmap_offset(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct record record = {};

	mapping_kunit_map_state(test, file, 110, 4, DIRTY);
	KUNIT_EXPECT_EQ(test, clean(file, 110, 4, 100, &record), 4);
	expect_bits(test, &record, 10, 14);
}

/*
 * Model: pages 100-103 with a bitmap that starts at page 90. Nothing is dirty,
 * so start and end must describe an empty range, not 4 to 0.
 */
static void clean_nothing_at_offset(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct record record = {};

	mapping_kunit_map_state(test, file, 100, 4, CLEAN);
	KUNIT_EXPECT_EQ(test, clean(file, 100, 4, 90, &record), 0);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(record.bits, BITS));
	KUNIT_EXPECT_GE(test, record.start, record.end);
}

/* Previous contents of the bitmap, start and end are kept. */
static void clean_adds_to_record(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct record record = { .start = 20, .end = 22 };

	bitmap_set(record.bits, 20, 2);
	mapping_kunit_map_state(test, file, 0, 4, DIRTY);
	KUNIT_EXPECT_EQ(test, clean(file, 2, 2, 0, &record), 2);
	KUNIT_EXPECT_EQ(test, bitmap_weight(record.bits, BITS), 4);
	KUNIT_EXPECT_TRUE(test, test_bit(3, record.bits));
	KUNIT_EXPECT_TRUE(test, test_bit(21, record.bits));
	KUNIT_EXPECT_EQ(test, record.start, 2);
	KUNIT_EXPECT_EQ(test, record.end, 22);
}

/* A page that is dirty in two mappings counts as two entries and one bit. */
static void clean_every_mapping(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct record record = {};

	mapping_kunit_map_state(test, file, 0, 4, DIRTY);
	mapping_kunit_map_state(test, file, 2, 4, DIRTY);
	KUNIT_EXPECT_EQ(test, clean(file, 0, 6, 0, &record), 8);
	expect_bits(test, &record, 0, 6);
}

static void clean_every_mm(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct record record = {};

	mapping_kunit_map_state(test, file, 0, 4, DIRTY);
	mapping_kunit_switch_mm(test, mapping_kunit_other_mm(test));
	mapping_kunit_map_state(test, file, 6, 2, DIRTY);
	KUNIT_EXPECT_EQ(test, clean(file, 0, 8, 0, &record), 6);
	KUNIT_EXPECT_TRUE(test, test_bit(0, record.bits));
	KUNIT_EXPECT_FALSE(test, test_bit(5, record.bits));
	KUNIT_EXPECT_TRUE(test, test_bit(6, record.bits));
}

static void clean_behind_readonly(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct record record = {};

	mapping_kunit_map_state(test, mapping_kunit_readonly(test, file), 0, 4,
				ENTRY_PRESENT);
	mapping_kunit_map_state(test, file, 0, 4, DIRTY);
	KUNIT_EXPECT_EQ(test, clean(file, 0, 4, 0, &record), 4);
	expect_bits(test, &record, 0, 4);
}

static void clean_leaves_hugetlb(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 4, DIRTY);
	struct record record = {};

	mark_hugetlb(a, true);
	KUNIT_EXPECT_EQ(test, clean(file, 0, 4, 0, &record), 0);
	mark_hugetlb(a, false);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a), DIRTY);
}

static void clean_leaves_private(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map(test, file, 0, 0, 4, MAP_PRIVATE);
	struct record record = {};

	mapping_kunit_store(test, a);
	KUNIT_EXPECT_EQ(test, clean(file, 0, 4, 0, &record), 0);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a), DIRTY);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(record.bits, BITS));
}

/* As above, with the bits that mean dirty in other entries. */
static void clean_leaves_non_present(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 2,
						  ENTRY_MARKER);
	struct record record = {};

	KUNIT_EXPECT_EQ(test, clean(file, 0, 4, 0, &record), 0);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a), ENTRY_MARKER);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(record.bits, BITS));
}

/* Across holes: pages without an entry, and a missing page table. */
static void clean_across_holes(struct kunit *test)
{
	unsigned long base = 16 * PMD_SIZE, gap = 2 * PMD_SIZE;
	struct file *file = mapping_kunit_file(test, false);
	struct record record = {};

	mapping_kunit_map(test, file, base, 0, BITS, MAP_SHARED);
	mapping_kunit_set_pte(test, base + 5 * PAGE_SIZE, DIRTY);
	mapping_kunit_set_pte(test, base + gap, DIRTY);
	KUNIT_EXPECT_EQ(test, clean(file, 0, BITS, 0, &record), 2);
	KUNIT_EXPECT_EQ(test, bitmap_weight(record.bits, BITS), 2);
	KUNIT_EXPECT_EQ(test, record.start, 5);
	KUNIT_EXPECT_EQ(test, record.end, 2 * PTRS_PER_PTE + 1);
}

/* "All ptes dirtied after that remain dirty": the next store shows again. */
static void clean_sees_next_store(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map(test, file, 0, 0, 1, MAP_SHARED);
	struct record record = {};
	int i;

	for (i = 0; i < 3; i++) {
		mapping_kunit_store(test, a);
		KUNIT_EXPECT_EQ(test, clean(file, 0, 1, 0, &record), 1);
		KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a), CLEAN);
	}
}

static struct kunit_case mapping_dirty_helpers_cases[] = {
	KUNIT_CASE(wp_makes_readonly),
	KUNIT_CASE(wp_keeps_dirt),
	KUNIT_CASE(wp_counts_changes),
	KUNIT_CASE(wp_sub_range),
	KUNIT_CASE(wp_traps_next_store),
	KUNIT_CASE(wp_every_mapping),
	KUNIT_CASE(wp_behind_readonly),
	KUNIT_CASE(wp_leaves_hugetlb),
	KUNIT_CASE(wp_leaves_private),
	KUNIT_CASE(wp_leaves_non_present),
	KUNIT_CASE(clean_records_all),
	KUNIT_CASE(clean_leaves_clean),
	KUNIT_CASE(clean_keeps_readonly),
	KUNIT_CASE(clean_sub_range),
	KUNIT_CASE(clean_bitmap_offset),
	KUNIT_CASE(clean_nothing_at_offset),
	KUNIT_CASE(clean_adds_to_record),
	KUNIT_CASE(clean_every_mapping),
	KUNIT_CASE(clean_every_mm),
	KUNIT_CASE(clean_behind_readonly),
	KUNIT_CASE(clean_leaves_hugetlb),
	KUNIT_CASE(clean_leaves_private),
	KUNIT_CASE(clean_leaves_non_present),
	KUNIT_CASE(clean_across_holes),
	KUNIT_CASE(clean_sees_next_store),
	{}
};

static struct kunit_suite mapping_dirty_helpers_suite = {
	.name = "mapping_dirty_helpers",
	.test_cases = mapping_dirty_helpers_cases,
};

kunit_test_suite(mapping_dirty_helpers_suite);
