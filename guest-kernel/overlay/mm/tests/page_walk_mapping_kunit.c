// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* KUnit tests of walk_page_mapping(): the mappings and entries it visits, and their order. */

#include <linux/mman.h>

#include "mapping_kunit.h"

#define MAX_EVENTS 64

/* Maximum number of vmas that a test_walk() callback refuses. */
#define MAX_SKIPPED 2

enum event_kind {
	EVENT_TEST,
	EVENT_PRE,
	EVENT_POST,
	EVENT_PTE,
	EVENT_HOLE,
};

/**
 * struct event - one call of a callback
 * @kind: Which callback
 * @start: Its first address
 * @end: Its last address + 1; for EVENT_POST both are those of the vma
 * @mm: The mm that the walk was in
 */
struct event {
	enum event_kind kind;
	unsigned long start;
	unsigned long end;
	struct mm_struct *mm;
};

/**
 * struct recorder - private data of the walks under test
 * @count: Number of events
 * @events: The calls, in order
 * @skipped: Start addresses of vmas for test_walk() to skip
 * @refused: Start address of a vma for test_walk() to fail at
 * @stop: Address for pte_entry() to stop at
 */
struct recorder {
	unsigned int count;
	struct event events[MAX_EVENTS];
	unsigned long skipped[MAX_SKIPPED];
	unsigned long refused;
	unsigned long stop;
};

static void record(struct mm_walk *walk, enum event_kind kind,
		   unsigned long start, unsigned long end)
{
	struct recorder *recorder = walk->private;

	if (recorder->count < MAX_EVENTS)
		recorder->events[recorder->count] = (struct event) {
			.kind = kind,
			.start = start,
			.end = end,
			.mm = walk->mm,
		};
	recorder->count++;
}

static int record_test(unsigned long start, unsigned long end,
		       struct mm_walk *walk)
{
	struct recorder *recorder = walk->private;
	int i;

	record(walk, EVENT_TEST, start, end);
	if (start == recorder->refused)
		return -EPERM;
	for (i = 0; i < MAX_SKIPPED; i++) {
		if (start == recorder->skipped[i])
			return 1;
	}
	return 0;
}

static int record_pre(unsigned long start, unsigned long end,
		      struct mm_walk *walk)
{
	record(walk, EVENT_PRE, start, end);
	return 0;
}

static void record_post(struct mm_walk *walk)
{
	record(walk, EVENT_POST, walk->vma->vm_start, walk->vma->vm_end);
}

static int record_pte(pte_t *pte, unsigned long start, unsigned long end,
		      struct mm_walk *walk)
{
	struct recorder *recorder = walk->private;

	if (pte_none(ptep_get(pte)))
		return 0;
	record(walk, EVENT_PTE, start, end);
	return start == recorder->stop ? 7 : 0;
}

static int record_hole(unsigned long start, unsigned long end, int depth,
		       struct mm_walk *walk)
{
	record(walk, EVENT_HOLE, start, end);
	return 0;
}

/* Expect the calls for ptes and vmas. */
static const struct mm_walk_ops pte_ops = {
	.pte_entry = record_pte,
	.test_walk = record_test,
	.pre_vma = record_pre,
	.post_vma = record_post,
};

static const struct mm_walk_ops hole_ops = {
	.pte_entry = record_pte,
	.pte_hole = record_hole,
	.test_walk = mapping_kunit_walk_all,
};

/* Leave the vma to the core's default rules. */
static const struct mm_walk_ops default_ops = {
	.pte_entry = record_pte,
};

static int walk_with(struct kunit *test, struct file *file, pgoff_t first,
		     pgoff_t nr, const struct mm_walk_ops *ops,
		     struct recorder *recorder)
{
	int ret;

	recorder->count = 0;
	ret = mapping_kunit_walk(file, first, nr, ops, recorder);
	KUNIT_ASSERT_LE(test, recorder->count, MAX_EVENTS);
	return ret;
}

static struct recorder *new_recorder(struct kunit *test)
{
	struct recorder *recorder = kunit_kzalloc(test, sizeof(*recorder),
						  GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, recorder);
	return recorder;
}

static void expect_event(struct kunit *test, const struct recorder *recorder,
			 unsigned int at, enum event_kind kind,
			 unsigned long addr)
{
	KUNIT_ASSERT_LT(test, at, recorder->count);
	KUNIT_EXPECT_EQ(test, recorder->events[at].kind, kind);
	KUNIT_EXPECT_EQ_MSG(test, recorder->events[at].start, addr,
			    "in event %u", at);
}

/* Number of events of the kind that start at the address. */
static unsigned int count_events(const struct recorder *recorder,
				 enum event_kind kind, unsigned long addr)
{
	unsigned int i, found = 0;

	for (i = 0; i < recorder->count; i++)
		found += recorder->events[i].kind == kind &&
			 recorder->events[i].start == addr;
	return found;
}

/* A mapping whose first page is in the page table. */
static unsigned long map_touched(struct kunit *test, struct file *file,
				 pgoff_t pgoff, unsigned long nr)
{
	unsigned long addr = mapping_kunit_map(test, file, 0, pgoff, nr,
					       MAP_SHARED);

	mapping_kunit_set_pte(test, addr, ENTRY_PRESENT);
	return addr;
}

/*
 * Model: three mappings A, B, C of pages 0-3, created in this order, which is
 * the order of the walk. A is skipped: B and C must still be walked.
 */
static void skipped_vma_first(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = map_touched(test, file, 0, 4);
	unsigned long b = map_touched(test, file, 0, 4);
	unsigned long c = map_touched(test, file, 0, 4);

	recorder->skipped[0] = a;
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 4, &pte_ops, recorder),
			0);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, a), 0);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, b), 1);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, c), 1);
}

static void skipped_vma_between(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = map_touched(test, file, 0, 4);
	unsigned long b = map_touched(test, file, 0, 4);
	unsigned long c = map_touched(test, file, 0, 4);
	unsigned long d = map_touched(test, file, 2, 2);

	recorder->skipped[0] = b;
	recorder->skipped[1] = c;
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 4, &pte_ops, recorder),
			0);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, a), 1);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, b), 0);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, c), 0);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, d), 1);
}

/* Neither pre_vma() nor post_vma() is called for a skipped vma. */
static void skipped_vma_has_no_brackets(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = map_touched(test, file, 0, 4);

	recorder->skipped[0] = a;
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 4, &pte_ops, recorder),
			0);
	KUNIT_EXPECT_EQ(test, recorder->count, 1);
	expect_event(test, recorder, 0, EVENT_TEST, a);
}

/* An error from test_walk() ends the walk and is returned. */
static void failing_test_walk(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = map_touched(test, file, 0, 4);
	unsigned long b = map_touched(test, file, 0, 4);

	recorder->refused = a;
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 4, &pte_ops, recorder),
			-EPERM);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_TEST, b), 0);
}

/* For each vma: test_walk(), pre_vma(), its entries, post_vma(). */
static void order_of_callbacks(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = map_touched(test, file, 0, 4);
	unsigned long b = map_touched(test, file, 0, 4);
	int i = 0;

	mapping_kunit_set_pte(test, a + PAGE_SIZE, ENTRY_PRESENT);
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 4, &pte_ops, recorder),
			0);
	KUNIT_EXPECT_EQ(test, recorder->count, 9);
	expect_event(test, recorder, i++, EVENT_TEST, a);
	expect_event(test, recorder, i++, EVENT_PRE, a);
	expect_event(test, recorder, i++, EVENT_PTE, a);
	expect_event(test, recorder, i++, EVENT_PTE, a + PAGE_SIZE);
	expect_event(test, recorder, i++, EVENT_POST, a);
	expect_event(test, recorder, i++, EVENT_TEST, b);
	expect_event(test, recorder, i++, EVENT_PRE, b);
	expect_event(test, recorder, i++, EVENT_PTE, b);
	expect_event(test, recorder, i++, EVENT_POST, b);
}

/* A positive return value of a callback ends the whole walk. */
static void callback_stops(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = map_touched(test, file, 0, 4);
	unsigned long b = map_touched(test, file, 0, 4);

	mapping_kunit_set_pte(test, a + PAGE_SIZE, ENTRY_PRESENT);
	recorder->stop = a;
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 4, &pte_ops, recorder),
			7);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, a + PAGE_SIZE),
			0);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, b), 0);
}

/*
 * Model: pages 4-11 are mapped, pages 6-7 walked, so pre_vma() sees the range
 * 2 pages into the vma, and no other entry is visited.
 */
static void sub_range(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = mapping_kunit_map(test, file, 0, 4, 8, MAP_SHARED);
	int i;

	for (i = 0; i < 8; i++)
		mapping_kunit_set_pte(test, a + i * PAGE_SIZE, ENTRY_PRESENT);
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 6, 2, &pte_ops, recorder),
			0);
	KUNIT_EXPECT_EQ(test, recorder->count, 5);
	expect_event(test, recorder, 1, EVENT_PRE, a + 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, recorder->events[1].end, a + 4 * PAGE_SIZE);
	expect_event(test, recorder, 2, EVENT_PTE, a + 2 * PAGE_SIZE);
	expect_event(test, recorder, 3, EVENT_PTE, a + 3 * PAGE_SIZE);
}

/* test_walk() is given the range to be walked, not the mapping. */
static void range_of_test_walk(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = map_touched(test, file, 4, 8);

	KUNIT_EXPECT_EQ(test, walk_with(test, file, 6, 2, &pte_ops, recorder),
			0);
	expect_event(test, recorder, 0, EVENT_TEST, a + 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, recorder->events[0].end, a + 4 * PAGE_SIZE);
}

/* A range that extends beyond the vma at both ends is clipped to it. */
static void range_around_vma(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = map_touched(test, file, 4, 2);

	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 100, &pte_ops,
					recorder), 0);
	expect_event(test, recorder, 1, EVENT_PRE, a);
	KUNIT_EXPECT_EQ(test, recorder->events[1].end, a + 2 * PAGE_SIZE);
}

/* Adjacent mappings that only touch the range are not visited. */
static void vmas_beside_range(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);

	map_touched(test, file, 0, 4);
	map_touched(test, file, 6, 4);
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 4, 2, &pte_ops, recorder),
			0);
	KUNIT_EXPECT_EQ(test, recorder->count, 0);
}

static void several_mms(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = map_touched(test, file, 0, 4), b;
	struct mm_struct *first = current->mm;
	struct mm_struct *second = mapping_kunit_other_mm(test);

	mapping_kunit_switch_mm(test, second);
	b = map_touched(test, file, 2, 4);
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 6, &pte_ops, recorder),
			0);
	KUNIT_EXPECT_EQ(test, recorder->count, 8);
	expect_event(test, recorder, 2, EVENT_PTE, a);
	KUNIT_EXPECT_PTR_EQ(test, recorder->events[2].mm, first);
	expect_event(test, recorder, 6, EVENT_PTE, b);
	KUNIT_EXPECT_PTR_EQ(test, recorder->events[6].mm, second);
}

/* Read-only and private mappings are visited: skipping them is up to the caller. */
static void every_kind_of_mapping(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct file *readonly = mapping_kunit_readonly(test, file);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = map_touched(test, readonly, 0, 4);
	unsigned long b = mapping_kunit_map(test, file, 0, 0, 4, MAP_PRIVATE);
	unsigned long c = map_touched(test, file, 0, 4);

	mapping_kunit_store(test, b);
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 4, &pte_ops, recorder),
			0);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, a), 1);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, b), 1);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, c), 1);
}

/*
 * Without test_walk(), the core itself skips mappings of bare pfns and
 * continues with the next one.
 */
static void default_skips_pfnmap(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = map_touched(test, file, 0, 4);
	unsigned long b = mapping_kunit_map(test, file, 0, 0, 4, MAP_PRIVATE);

	mapping_kunit_store(test, b);
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 4, &default_ops,
					recorder), 0);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, a), 0);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, b), 1);
}

/* A missing page table is a hole, clipped to the range. */
static void holes(struct kunit *test)
{
	unsigned long base = 16 * PMD_SIZE;
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);

	mapping_kunit_map(test, file, base, 0, 3 * HPAGE_PMD_NR, MAP_SHARED);
	mapping_kunit_set_pte(test, base, ENTRY_PRESENT);
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 2 * HPAGE_PMD_NR,
					&hole_ops, recorder), 0);
	KUNIT_EXPECT_EQ(test, recorder->count, 2);
	expect_event(test, recorder, 0, EVENT_PTE, base);
	expect_event(test, recorder, 1, EVENT_HOLE, base + PMD_SIZE);
	KUNIT_EXPECT_EQ(test, recorder->events[1].end, base + 2 * PMD_SIZE);
}

/* Any entry that is not none is passed to the callback, present or not. */
static void non_present_entry(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	struct recorder *recorder = new_recorder(test);
	unsigned long a = mapping_kunit_map(test, file, 0, 0, 4, MAP_SHARED);

	mapping_kunit_set_pte(test, a + PAGE_SIZE, ENTRY_MARKER);
	KUNIT_EXPECT_EQ(test, walk_with(test, file, 0, 4, &pte_ops, recorder),
			0);
	KUNIT_EXPECT_EQ(test, count_events(recorder, EVENT_PTE, a + PAGE_SIZE),
			1);
}

static struct kunit_case page_walk_mapping_cases[] = {
	KUNIT_CASE(skipped_vma_first),
	KUNIT_CASE(skipped_vma_between),
	KUNIT_CASE(skipped_vma_has_no_brackets),
	KUNIT_CASE(failing_test_walk),
	KUNIT_CASE(order_of_callbacks),
	KUNIT_CASE(callback_stops),
	KUNIT_CASE(sub_range),
	KUNIT_CASE(range_of_test_walk),
	KUNIT_CASE(range_around_vma),
	KUNIT_CASE(vmas_beside_range),
	KUNIT_CASE(several_mms),
	KUNIT_CASE(every_kind_of_mapping),
	KUNIT_CASE(default_skips_pfnmap),
	KUNIT_CASE(holes),
	KUNIT_CASE(non_present_entry),
	{}
};

static struct kunit_suite page_walk_mapping_suite = {
	.name = "page_walk_mapping",
	.test_cases = page_walk_mapping_cases,
};

kunit_test_suite(page_walk_mapping_suite);
