// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* KUnit tests of the mapping dirty helpers: when and how they notify secondary MMUs. */

#include <linux/mman.h>
#include <linux/mmu_notifier.h>

#include "mapping_kunit.h"

#define CLEAN (ENTRY_PRESENT | ENTRY_WRITE)
#define DIRTY (ENTRY_PRESENT | ENTRY_WRITE | ENTRY_DIRTY)

#define BITS 64
#define MAX_CALLS 8

/**
 * struct call - one call of a notifier
 * @begins: True for invalidate_range_start()
 * @event: Reason of the invalidation
 * @start: First address
 * @end: Last address + 1
 * @watched: State of the entry that the listener watches
 */
struct call {
	bool begins;
	enum mmu_notifier_event event;
	unsigned long start;
	unsigned long end;
	unsigned int watched;
};

/**
 * struct listener - stand-in for the secondary MMU of an mm
 * @base: The subscription
 * @watched: Address of an entry to look at, in the mm of the test
 * @count: Number of calls since listen()
 * @calls: The calls
 */
struct listener {
	struct mmu_notifier base;
	unsigned long watched;
	unsigned int count;
	struct call calls[MAX_CALLS];
};

static void listener_note(struct mmu_notifier *base, bool begins,
			  const struct mmu_notifier_range *range)
{
	struct listener *listener = container_of(base, struct listener, base);

	if (listener->count < MAX_CALLS)
		listener->calls[listener->count] = (struct call) {
			.begins = begins,
			.event = range->event,
			.start = range->start,
			.end = range->end,
			.watched = mapping_kunit_pte(listener->watched),
		};
	listener->count++;
}

static int listener_start(struct mmu_notifier *base,
			  const struct mmu_notifier_range *range)
{
	listener_note(base, true, range);
	return 0;
}

static void listener_end(struct mmu_notifier *base,
			 const struct mmu_notifier_range *range)
{
	listener_note(base, false, range);
}

static const struct mmu_notifier_ops listener_ops = {
	.invalidate_range_start = listener_start,
	.invalidate_range_end = listener_end,
};

static void stop_listening(void *data)
{
	struct listener *listener = data;

	mmu_notifier_unregister(&listener->base, listener->base.mm);
}

/* Listen in the mm of the test until the end of the test. */
static struct listener *listen(struct kunit *test, unsigned long watched)
{
	struct listener *listener = kunit_kzalloc(test, sizeof(*listener),
						  GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, listener);
	listener->base.ops = &listener_ops;
	listener->watched = watched;
	KUNIT_ASSERT_EQ(test, mmu_notifier_register(&listener->base,
						    current->mm), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, stop_listening,
							listener), 0);
	return listener;
}

static unsigned long clean(struct file *file, pgoff_t first, pgoff_t nr)
{
	DECLARE_BITMAP(bits, BITS) = { 0 };
	pgoff_t start = 0, end = 0;

	return clean_record_shared_mapping_range(file->f_mapping, first, nr, 0,
						 bits, BITS, &start, &end);
}

/* Expect a call for @nr pages from @addr. */
static void expect_call(struct kunit *test, const struct call *call,
			bool begins, unsigned long addr, unsigned long nr)
{
	KUNIT_EXPECT_EQ(test, call->begins, begins);
	KUNIT_EXPECT_EQ(test, call->event, MMU_NOTIFY_PROTECTION_PAGE);
	KUNIT_EXPECT_EQ(test, call->start, addr);
	KUNIT_EXPECT_EQ(test, call->end, addr + nr * PAGE_SIZE);
}

/*
 * Expect a pair of calls for the four pages from @addr: the first comes before
 * any entry has left state one, the second after all have reached the other.
 */
static void expect_pair(struct kunit *test, struct listener *const ends[2],
			unsigned long addr, unsigned int before,
			unsigned int after)
{
	KUNIT_ASSERT_EQ(test, ends[0]->count, 2);
	expect_call(test, &ends[0]->calls[0], true, addr, 4);
	expect_call(test, &ends[0]->calls[1], false, addr, 4);
	KUNIT_EXPECT_EQ(test, ends[0]->calls[0].watched, before);
	KUNIT_EXPECT_EQ(test, ends[1]->calls[1].watched, after);
}

static void wp_notifies(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 4, CLEAN);
	struct listener *const ends[] = {
		listen(test, a), listen(test, a + 3 * PAGE_SIZE),
	};

	KUNIT_EXPECT_EQ(test, wp_shared_mapping_range(file->f_mapping, 0, 4),
			4);
	expect_pair(test, ends, a, CLEAN, ENTRY_PRESENT);
}

static void clean_notifies(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 4, DIRTY);
	struct listener *const ends[] = {
		listen(test, a), listen(test, a + 3 * PAGE_SIZE),
	};

	KUNIT_EXPECT_EQ(test, clean(file, 0, 4), 4);
	expect_pair(test, ends, a, DIRTY, CLEAN);
}

/* Pages 4-11 are mapped, pages 6-8 written: only these are notified. */
static void notifies_of_sub_range(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 4, 8, DIRTY);
	struct listener *listener = listen(test, a);

	KUNIT_EXPECT_EQ(test, clean(file, 6, 3), 3);
	KUNIT_EXPECT_EQ(test, listener->count, 2);
	expect_call(test, &listener->calls[0], true, a + 2 * PAGE_SIZE, 3);
	expect_call(test, &listener->calls[1], false, a + 2 * PAGE_SIZE, 3);
}

/* One vma after the other: no pair is open while another one starts. */
static void notifies_of_every_vma(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 4, DIRTY);
	unsigned long b = mapping_kunit_map_state(test, file, 2, 4, DIRTY);
	struct listener *listener = listen(test, a);

	KUNIT_EXPECT_EQ(test, clean(file, 0, 6), 8);
	KUNIT_EXPECT_EQ(test, listener->count, 4);
	expect_call(test, &listener->calls[0], true, a, 4);
	expect_call(test, &listener->calls[1], false, a, 4);
	expect_call(test, &listener->calls[2], true, b, 4);
	expect_call(test, &listener->calls[3], false, b, 4);
}

/* Each mm is only notified of its own mapping. */
static void notifies_every_mm(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long a = mapping_kunit_map_state(test, file, 0, 4, DIRTY), b;
	struct listener *first = listen(test, 0), *second;

	mapping_kunit_switch_mm(test, mapping_kunit_other_mm(test));
	b = mapping_kunit_map_state(test, file, 6, 2, DIRTY);
	second = listen(test, 0);
	KUNIT_EXPECT_EQ(test, clean(file, 0, 8), 6);
	KUNIT_EXPECT_EQ(test, first->count, 2);
	expect_call(test, &first->calls[0], true, a, 4);
	KUNIT_EXPECT_EQ(test, second->count, 2);
	expect_call(test, &second->calls[0], true, b, 2);
}

/* Of three mappings, two are not visited; only the third is notified. */
static void silent_about_skipped(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned long shared = mapping_kunit_map_state(test, file, 0, 4, DIRTY);
	struct listener *listener;

	mapping_kunit_store(test, mapping_kunit_map(test, file, 0, 0, 4,
						    MAP_PRIVATE));
	mapping_kunit_map_state(test, mapping_kunit_readonly(test, file), 0, 4,
				ENTRY_PRESENT);
	listener = listen(test, 0);
	KUNIT_EXPECT_EQ(test, clean(file, 0, 4), 4);
	KUNIT_EXPECT_EQ(test, listener->count, 2);
	expect_call(test, &listener->calls[0], true, shared, 4);
	expect_call(test, &listener->calls[1], false, shared, 4);
}

static struct kunit_case mapping_dirty_notifier_cases[] = {
	KUNIT_CASE(wp_notifies),
	KUNIT_CASE(clean_notifies),
	KUNIT_CASE(notifies_of_sub_range),
	KUNIT_CASE(notifies_of_every_vma),
	KUNIT_CASE(notifies_every_mm),
	KUNIT_CASE(silent_about_skipped),
	{}
};

static struct kunit_suite mapping_dirty_notifier_suite = {
	.name = "mapping_dirty_notifier",
	.test_cases = mapping_dirty_notifier_cases,
};

kunit_test_suite(mapping_dirty_notifier_suite);
