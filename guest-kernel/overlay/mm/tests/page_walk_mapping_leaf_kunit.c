// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* KUnit tests of walk_page_mapping(): huge entries, bad ranges, long walks. */

#include <linux/mman.h>

#include "mapping_kunit.h"

#define PUD_PAGES (PUD_SIZE >> PAGE_SHIFT)

#define RESCHED_VMAS 16

/**
 * struct leaf_walk - private data of the walks under test
 * @action: Action that the callbacks request for leaves
 * @again: Number of times that pmd_entry() asks to be called again
 * @refault: pmd_entry() sees no leaf, because it comes back only afterwards
 * @puds: Number of calls for puds
 * @pmds: Number of calls for pmds
 * @ptes: Number of calls for ptes that are not none
 * @start: First address of the last call for a pmd
 */
struct leaf_walk {
	enum page_walk_action action;
	unsigned int again;
	bool refault;
	unsigned int puds;
	unsigned int pmds;
	unsigned int ptes;
	unsigned long start;
};

static int leaf_pud(pud_t *pud, unsigned long start, unsigned long end,
		    struct mm_walk *walk)
{
	struct leaf_walk *leaf = walk->private;

	leaf->puds++;
	if (pud_leaf(*pud))
		walk->action = leaf->action;
	return 0;
}

/* Another thread's zap and fault, one before the check and one after it. */
static void zap_and_refault(pmd_t *pmd, unsigned long addr, struct mm_walk *walk)
{
	spinlock_t *ptl = pmd_lock(walk->mm, pmd);
	pmd_t entry = *pmd;

	pmd_clear(pmd);
	spin_unlock(ptl);
	ptl = pmd_lock(walk->mm, pmd);
	set_pmd_at(walk->mm, addr & PMD_MASK, pmd, entry);
	spin_unlock(ptl);
}

static int leaf_pmd(pmd_t *pmd, unsigned long start, unsigned long end,
		    struct mm_walk *walk)
{
	struct leaf_walk *leaf = walk->private;

	leaf->pmds++;
	leaf->start = start;
	if (leaf->refault && pmd_leaf(*pmd)) {
		zap_and_refault(pmd, start, walk);
		return 0;
	}
	if (leaf->again) {
		leaf->again--;
		walk->action = ACTION_AGAIN;
	} else if (pmd_leaf(*pmd)) {
		walk->action = leaf->action;
	}
	return 0;
}

static int leaf_pte(pte_t *pte, unsigned long start, unsigned long end,
		    struct mm_walk *walk)
{
	struct leaf_walk *leaf = walk->private;

	leaf->ptes += !pte_none(ptep_get(pte));
	return 0;
}

static const struct mm_walk_ops splitting_ops = {
	.pud_entry = leaf_pud,
	.pmd_entry = leaf_pmd,
	.pte_entry = leaf_pte,
	.test_walk = mapping_kunit_walk_all,
};

static const struct mm_walk_ops no_split_ops = {
	.pud_entry = leaf_pud,
	.pmd_entry = leaf_pmd,
	.pte_entry = leaf_pte,
	.test_walk = mapping_kunit_walk_all,
	.no_split = true,
};

static int walk_with(struct file *file, pgoff_t first, pgoff_t nr,
		     const struct mm_walk_ops *ops, struct leaf_walk *leaf)
{
	return mapping_kunit_walk(file, first, nr, ops, leaf);
}

/* A huge entry, followed by a page table with one page. */
static struct file *map_pmd(struct kunit *test)
{
	struct file *file = mapping_kunit_map_huge(test, PMD_SIZE,
						   ENTRY_PRESENT);

	mapping_kunit_set_pte(test, HUGE_BASE + PMD_SIZE, ENTRY_PRESENT);
	return file;
}

static struct file *map_pud(struct kunit *test)
{
	return mapping_kunit_map_huge(test, PUD_SIZE, ENTRY_PRESENT);
}

/* ACTION_CONTINUE: the entry is visited, not split, and the walk goes on. */
static void pmd_continue(struct kunit *test)
{
	struct leaf_walk leaf = { .action = ACTION_CONTINUE };
	struct file *file = map_pmd(test);

	KUNIT_EXPECT_EQ(test, walk_with(file, 0, 2 * HPAGE_PMD_NR,
					&splitting_ops, &leaf), 0);
	KUNIT_EXPECT_EQ(test, leaf.pmds, 2);
	KUNIT_EXPECT_EQ(test, leaf.ptes, 1);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PMD_SIZE), ENTRY_PRESENT);
}

/* A range that covers part of the entry includes it. */
static void pmd_sub_range(struct kunit *test)
{
	struct leaf_walk leaf = { .action = ACTION_CONTINUE };
	struct file *file = map_pmd(test);

	KUNIT_EXPECT_EQ(test, walk_with(file, 7, 1, &splitting_ops, &leaf), 0);
	KUNIT_EXPECT_EQ(test, leaf.pmds, 1);
	KUNIT_EXPECT_EQ(test, leaf.start, HUGE_BASE + 7 * PAGE_SIZE);
}

static void pmd_again(struct kunit *test)
{
	struct leaf_walk leaf = { .action = ACTION_CONTINUE, .again = 2 };
	struct file *file = map_pmd(test);

	KUNIT_EXPECT_EQ(test, walk_with(file, 0, 1, &splitting_ops, &leaf), 0);
	KUNIT_EXPECT_EQ(test, leaf.pmds, 3);
}

/* Unless forbidden, a walk splits the entry to get to ptes. */
static void pmd_split(struct kunit *test)
{
	struct leaf_walk leaf = { .action = ACTION_SUBTREE };
	struct file *file = map_pmd(test);

	KUNIT_EXPECT_EQ(test, walk_with(file, 0, 1, &splitting_ops, &leaf), 0);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PMD_SIZE), 0);
}

static void pmd_no_split(struct kunit *test)
{
	struct leaf_walk leaf = { .action = ACTION_SUBTREE };
	struct file *file = map_pmd(test);

	KUNIT_EXPECT_EQ(test, walk_with(file, 0, 2 * HPAGE_PMD_NR,
					&no_split_ops, &leaf), 0);
	KUNIT_EXPECT_EQ(test, leaf.ptes, 1);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PMD_SIZE), ENTRY_PRESENT);
}

/* The callback ran while the entry was gone, so it could not object. */
static void pmd_refault(struct kunit *test)
{
	struct leaf_walk leaf = { .refault = true };
	struct file *file = map_pmd(test);

	KUNIT_EXPECT_EQ(test, walk_with(file, 0, 2 * HPAGE_PMD_NR,
					&no_split_ops, &leaf), 0);
	KUNIT_EXPECT_EQ(test, leaf.ptes, 1);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PMD_SIZE), ENTRY_PRESENT);
}

static void pud_continue(struct kunit *test)
{
	struct leaf_walk leaf = { .action = ACTION_CONTINUE };
	struct file *file = map_pud(test);

	KUNIT_EXPECT_EQ(test, walk_with(file, 5, PUD_PAGES / 2, &splitting_ops,
					&leaf), 0);
	KUNIT_EXPECT_EQ(test, leaf.puds, 1);
	KUNIT_EXPECT_EQ(test, leaf.pmds, 0);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PUD_SIZE), ENTRY_PRESENT);
}

static void pud_no_split(struct kunit *test)
{
	struct leaf_walk leaf = { .action = ACTION_SUBTREE };
	struct file *file = map_pud(test);

	KUNIT_EXPECT_EQ(test, walk_with(file, 0, PUD_PAGES, &no_split_ops,
					&leaf), 0);
	KUNIT_EXPECT_EQ(test, leaf.pmds, 0);
	KUNIT_EXPECT_EQ(test, mapping_kunit_huge(PUD_SIZE), ENTRY_PRESENT);
}

/* A range without pages: nothing to walk, and a mistake of the caller. */
static void empty_range(struct kunit *test)
{
	struct leaf_walk leaf = { .action = ACTION_CONTINUE };
	struct file *file = map_pmd(test);

	KUNIT_EXPECT_EQ(test, walk_with(file, 0, 0, &splitting_ops, &leaf),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, walk_with(file, 5, 0, &splitting_ops, &leaf),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, leaf.pmds, 0);
}

static void range_that_wraps(struct kunit *test)
{
	struct leaf_walk leaf = { .action = ACTION_CONTINUE };
	struct file *file = map_pmd(test);

	KUNIT_EXPECT_EQ(test, walk_with(file, 1, ULONG_MAX, &splitting_ops,
					&leaf), 0);
	KUNIT_EXPECT_EQ(test, leaf.pmds, 2);
	KUNIT_EXPECT_EQ(test, walk_with(file, 2, ULONG_MAX, &splitting_ops,
					&leaf), -EINVAL);
	KUNIT_EXPECT_EQ(test, leaf.pmds, 2);
}

/* Wants the CPU given away, and counts when it still has not been. */
static int want_resched(unsigned long start, unsigned long end,
			struct mm_walk *walk)
{
	unsigned int *ignored = walk->private;

	*ignored += need_resched();
	set_tsk_need_resched(current);
	set_preempt_need_resched();
	return 0;
}

static const struct mm_walk_ops resched_ops = {
	.test_walk = want_resched,
	.walk_lock = PGWALK_RDLOCK,
};

/* A timer may want the same at any time, but not between all vmas. */
static void reschedules(struct kunit *test)
{
	struct file *file = mapping_kunit_file(test, false);
	unsigned int ignored = 0;
	int i;

	if (IS_ENABLED(CONFIG_PREEMPTION))
		kunit_skip(test, "a preemptible kernel needs no such points");
	for (i = 0; i < RESCHED_VMAS; i++)
		mapping_kunit_map(test, file, 0, 0, 1, MAP_SHARED);
	cond_resched();
	KUNIT_EXPECT_EQ(test, mapping_kunit_walk(file, 0, 1, &resched_ops,
						 &ignored), 0);
	KUNIT_EXPECT_LT(test, ignored, RESCHED_VMAS - 1);
}

static struct kunit_case page_walk_mapping_leaf_cases[] = {
	KUNIT_CASE(pmd_continue),
	KUNIT_CASE(pmd_sub_range),
	KUNIT_CASE(pmd_again),
	KUNIT_CASE(pmd_split),
	KUNIT_CASE(pmd_no_split),
	KUNIT_CASE(pmd_refault),
	KUNIT_CASE(pud_continue),
	KUNIT_CASE(pud_no_split),
	KUNIT_CASE(empty_range),
	KUNIT_CASE(range_that_wraps),
	KUNIT_CASE(reschedules),
	{}
};

static struct kunit_suite page_walk_mapping_leaf_suite = {
	.name = "page_walk_mapping_leaf",
	.test_cases = page_walk_mapping_leaf_cases,
};

kunit_test_suite(page_walk_mapping_leaf_suite);
