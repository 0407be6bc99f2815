// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* KUnit tests of the mapping dirty helpers: huge entries, bad ranges, racing faults. */

#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/mman.h>
#include <linux/sched/mm.h>
#include <linux/vmstat.h>

#include "expected_warnings.h"
#include "mapping_kunit.h"

#define PUD_PAGES (PUD_SIZE >> PAGE_SHIFT)

#define WRITABLE (ENTRY_PRESENT | ENTRY_WRITE)
#define DIRTY (ENTRY_PRESENT | ENTRY_WRITE | ENTRY_DIRTY)

/* Walks during the race; each flushes all TLBs, and emulators are slow. */
#define RACE_ROUNDS 100

#define BITS (2 * PTRS_PER_PTE)

/**
 * struct record - what clean_record_shared_mapping_range() reports
 * @guard: Catches bits below the first one
 * @bits: The bitmap
 * @start: First set bit
 * @end: Last set bit + 1
 */
struct record {
	DECLARE_BITMAP(guard, BITS_PER_LONG);
	DECLARE_BITMAP(bits, BITS);
	pgoff_t start;
	pgoff_t end;
};

static unsigned long clean_into(struct file *file, pgoff_t first, pgoff_t nr,
				pgoff_t bitmap_pgoff, pgoff_t size,
				struct record *record)
{
	return clean_record_shared_mapping_range(file->f_mapping, first, nr,
						 bitmap_pgoff, record->bits,
						 size, &record->start,
						 &record->end);
}

static unsigned long clean(struct file *file, pgoff_t nr,
			   struct record *record)
{
	return clean_into(file, 0, nr, 0, BITS, record);
}

/* A huge entry, followed by a page table with one page. */
static struct file *map_pmd(struct kunit *test, unsigned int pmd_state,
			    unsigned int pte_state)
{
	struct file *file = mapping_kunit_map_huge(test, PMD_SIZE, pmd_state);

	mapping_kunit_set_pte(test, HUGE_BASE + PMD_SIZE, pte_state);
	return file;
}

static struct file *map_pud(struct kunit *test, unsigned int state)
{
	return mapping_kunit_map_huge(test, PUD_SIZE, state);
}

static void wp_skips_pmd(struct kunit *test)
{
	struct file *file = map_pmd(test, ENTRY_PRESENT, WRITABLE);

	KUNIT_EXPECT_EQ(test, wp_shared_mapping_range(file->f_mapping, 0,
						      2 * HPAGE_PMD_NR), 1);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PMD_SIZE), ENTRY_PRESENT);
	KUNIT_EXPECT_EQ(test, mapping_kunit_pte(HUGE_BASE + PMD_SIZE),
			ENTRY_PRESENT);
}

static void clean_skips_pmd(struct kunit *test)
{
	struct file *file = map_pmd(test, ENTRY_PRESENT, DIRTY);
	struct record record = {};

	KUNIT_EXPECT_EQ(test, clean(file, 2 * HPAGE_PMD_NR, &record), 1);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PMD_SIZE), ENTRY_PRESENT);
	KUNIT_EXPECT_EQ(test, record.start, HPAGE_PMD_NR);
	KUNIT_EXPECT_EQ(test, record.end, HPAGE_PMD_NR + 1);
}

/* A range that covers part of a huge entry must not split it. */
static void clean_part_of_pmd(struct kunit *test)
{
	struct file *file = map_pmd(test, ENTRY_PRESENT, DIRTY);
	struct record record = {};

	KUNIT_EXPECT_EQ(test, clean(file, 5, &record), 0);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PMD_SIZE), ENTRY_PRESENT);
}

static void wp_warns_of_writable_pmd(struct kunit *test)
{
	struct file *file = map_pmd(test, WRITABLE, ENTRY_PRESENT);
	unsigned long count;

	expected_warnings_begin(test);
	count = wp_shared_mapping_range(file->f_mapping, 0, HPAGE_PMD_NR);
	KUNIT_EXPECT_EQ(test, expected_warnings_end(test), 1);
	KUNIT_EXPECT_EQ(test, count, 0);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PMD_SIZE), WRITABLE);
}

static void clean_warns_of_dirty_pmd(struct kunit *test)
{
	struct file *file = map_pmd(test, ENTRY_PRESENT | ENTRY_DIRTY,
				    ENTRY_PRESENT);
	struct record record = {};
	unsigned long count;

	expected_warnings_begin(test);
	count = clean(file, HPAGE_PMD_NR, &record);
	KUNIT_EXPECT_EQ(test, expected_warnings_end(test), 1);
	KUNIT_EXPECT_EQ(test, count, 0);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PMD_SIZE),
			ENTRY_PRESENT | ENTRY_DIRTY);
}

/* The same mistake made twice is logged once. */
static void warns_once(struct kunit *test)
{
	struct file *file = map_pmd(test, WRITABLE, ENTRY_PRESENT);
	int i;

	expected_warnings_begin(test);
	for (i = 0; i < 3; i++)
		wp_shared_mapping_range(file->f_mapping, 0, HPAGE_PMD_NR);
	KUNIT_EXPECT_EQ(test, expected_warnings_end(test), 1);
}

static void skips_pud(struct kunit *test)
{
	struct file *file = map_pud(test, ENTRY_PRESENT);
	struct record record = {};

	KUNIT_EXPECT_EQ(test, wp_shared_mapping_range(file->f_mapping, 0,
						      PUD_PAGES), 0);
	KUNIT_EXPECT_EQ(test, clean(file, BITS, &record), 0);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PUD_SIZE), ENTRY_PRESENT);
}

static void warns_of_dirty_pud(struct kunit *test)
{
	struct file *file = map_pud(test, DIRTY);
	struct record record = {};

	expected_warnings_begin(test);
	clean(file, BITS, &record);
	KUNIT_EXPECT_EQ(test, expected_warnings_end(test), 1);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PUD_SIZE), DIRTY);
}

/* An empty range is a caller's mistake: reported once, nothing done. */
static void clean_empty_range(struct kunit *test)
{
	struct file *file = map_pmd(test, ENTRY_PRESENT, DIRTY);
	struct record record = { .start = 3, .end = 3 };

	expected_warnings_begin(test);
	KUNIT_EXPECT_EQ(test, clean(file, 0, &record), 0);
	KUNIT_EXPECT_EQ(test, expected_warnings_end(test), 1);
	KUNIT_EXPECT_EQ(test, record.start, 3);
	KUNIT_EXPECT_EQ(test, record.end, 3);
}

/*
 * Model: pages 0-9 are dirty, the bitmap has bits for pages 4-7 only. Other
 * pages are neither recorded nor cleaned.
 */
static void clean_keeps_to_bitmap(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map(test, file, 0, 0, 10, MAP_SHARED);
	struct record record = {};
	int i;

	for (i = 0; i < 10; i++)
		mapping_kunit_set_pte(test, a + i * PAGE_SIZE, DIRTY);
	KUNIT_EXPECT_EQ(test, clean_into(file, 2, 8, 4, 4, &record), 4);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(record.guard, BITS_PER_LONG));
	KUNIT_EXPECT_EQ(test, bitmap_weight(record.bits, 4), 4);
	KUNIT_EXPECT_EQ(test, bitmap_weight(record.bits, BITS), 4);
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_EQ(test, mapping_kunit_pte(a + i * PAGE_SIZE),
				i >= 4 && i < 8 ? WRITABLE : DIRTY);
}

/* Nothing is dirty: start and end are unchanged. */
static void clean_leaves_start_end(struct kunit *test)
{
	struct file *file = map_pmd(test, ENTRY_PRESENT, WRITABLE);
	struct record record = { .start = 7, .end = 7 };

	KUNIT_EXPECT_EQ(test, clean(file, BITS, &record), 0);
	KUNIT_EXPECT_EQ(test, record.start, 7);
	KUNIT_EXPECT_EQ(test, record.end, 7);
}

/**
 * struct race - a thread that zaps a huge entry and faults it in again
 * @test: The test
 * @file: The file that is mapped
 * @mm: Where it is mapped
 * @started: The thread has started; if stopped before, it never runs
 */
struct race {
	struct kunit *test;
	struct file *file;
	struct mm_struct *mm;
	struct completion started;
};

static int race_thread(void *data)
{
	struct race *race = data;

	kthread_use_mm(race->mm);
	complete(&race->started);
	while (!kthread_should_stop()) {
		unmap_mapping_pages(race->file->f_mapping, 0, HPAGE_PMD_NR,
				    true);
		cond_resched();
		mapping_kunit_set_huge(race->test, PMD_SIZE, ENTRY_PRESENT);
		cond_resched();
	}
	kthread_unuse_mm(race->mm);
	return 0;
}

static unsigned long count_splits(void)
{
	static unsigned long events[NR_VM_EVENT_ITEMS];

	all_vm_events(events);
	return events[THP_SPLIT_PMD];
}

/*
 * A huge entry comes and goes while the helpers run. They must neither split it
 * nor lose dirty entries after it.
 */
static void split_and_refault(struct kunit *test)
{
	struct file *file = map_pmd(test, ENTRY_PRESENT, DIRTY);
	struct race race = { .test = test, .file = file, .mm = current->mm };
	unsigned long splits = count_splits();
	struct task_struct *task;
	struct record record = {};
	int i, lost = 0;

	init_completion(&race.started);
	task = kthread_run(race_thread, &race, "mapping_dirty_race");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
	wait_for_completion(&race.started);
	for (i = 0; i < RACE_ROUNDS; i++) {
		lost += clean(file, BITS, &record) != 1;
		wp_shared_mapping_range(file->f_mapping, 0, BITS);
		mapping_kunit_set_pte(test, HUGE_BASE + PMD_SIZE, DIRTY);
		cond_resched();
	}
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, lost, 0);
	KUNIT_EXPECT_EQ(test, count_splits(), splits);
}

static struct kunit_case mapping_dirty_huge_cases[] = {
	KUNIT_CASE(wp_skips_pmd),
	KUNIT_CASE(clean_skips_pmd),
	KUNIT_CASE(clean_part_of_pmd),
	KUNIT_CASE(wp_warns_of_writable_pmd),
	KUNIT_CASE(clean_warns_of_dirty_pmd),
	KUNIT_CASE(warns_once),
	KUNIT_CASE(skips_pud),
	KUNIT_CASE(warns_of_dirty_pud),
	KUNIT_CASE(clean_empty_range),
	KUNIT_CASE(clean_keeps_to_bitmap),
	KUNIT_CASE(clean_leaves_start_end),
	KUNIT_CASE(split_and_refault),
	{}
};

static struct kunit_suite mapping_dirty_huge_suite = {
	.name = "mapping_dirty_huge",
	.test_cases = mapping_dirty_huge_cases,
};

kunit_test_suite(mapping_dirty_huge_suite);
