// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* KUnit tests of the locks that pmd_trans_huge_lock() and pud_trans_huge_lock() require. */

#include <linux/debug_locks.h>
#include <linux/mman.h>

#include "expected_warnings.h"
#include "mapping_kunit.h"

/**
 * struct huge_entry - a huge entry and its mapping
 * @file: The file that is mapped
 * @vma: The vma
 * @pmd: The entry if its size is PMD_SIZE
 * @pud: The entry if its size is PUD_SIZE
 */
struct huge_entry {
	struct file *file;
	struct vm_area_struct *vma;
	pmd_t *pmd;
	pud_t *pud;
};

static int find_pud(pud_t *pud, unsigned long start, unsigned long end,
		    struct mm_walk *walk)
{
	struct huge_entry *entry = walk->private;

	entry->vma = walk->vma;
	if (pud_leaf(*pud)) {
		entry->pud = pud;
		walk->action = ACTION_CONTINUE;
	}
	return 0;
}

static int find_pmd(pmd_t *pmd, unsigned long start, unsigned long end,
		    struct mm_walk *walk)
{
	struct huge_entry *entry = walk->private;

	entry->pmd = pmd;
	walk->action = ACTION_CONTINUE;
	return 0;
}

static const struct mm_walk_ops find_ops = {
	.pud_entry = find_pud,
	.pmd_entry = find_pmd,
	.test_walk = mapping_kunit_walk_all,
};

/* Only the test uses the mm, so the entry stays even without a lock. */
static struct huge_entry map_entry(struct kunit *test, unsigned long size)
{
	struct huge_entry entry = {};

	if (!IS_ENABLED(CONFIG_LOCKDEP))
		kunit_skip(test, "only lockdep knows what is held");
	entry.file = mapping_kunit_map_huge(test, size, ENTRY_PRESENT);
	KUNIT_ASSERT_EQ(test, mapping_kunit_walk(entry.file, 0, 1, &find_ops,
						 &entry), 0);
	KUNIT_ASSERT_NOT_NULL(test, size == PMD_SIZE ? (void *)entry.pmd :
						       (void *)entry.pud);
	return entry;
}

/* The test holds a sufficient lock, so locking the entry must succeed. */
static void lock_entry(struct kunit *test, const struct huge_entry *entry)
{
	spinlock_t *ptl;	/* of the entry */

	ptl = entry->pmd ? pmd_trans_huge_lock(entry->pmd, entry->vma) :
			   pud_trans_huge_lock(entry->pud, entry->vma);
	if (ptl) {
		__acquire(ptl);	/* sparse does not see that it is taken */
		spin_unlock(ptl);
	}
	KUNIT_EXPECT_NOT_NULL(test, ptl);
}

/* Lockdep stops after its first complaint; then this test would prove nothing. */
static void expect_warnings(struct kunit *test, int count)
{
	KUNIT_EXPECT_EQ(test, expected_warnings_end(test), count);
	KUNIT_EXPECT_TRUE(test, debug_locks);
}

static void without_lock(struct kunit *test, unsigned long size)
{
	struct huge_entry entry = map_entry(test, size);

	expected_warnings_begin(test);
	lock_entry(test, &entry);
	expect_warnings(test, 1);
}

static void pmd_without_lock(struct kunit *test)
{
	without_lock(test, PMD_SIZE);
}

static void pud_without_lock(struct kunit *test)
{
	without_lock(test, PUD_SIZE);
}

/* The lock of another file or of another mm does not protect the entry. */
static void pmd_with_wrong_lock(struct kunit *test)
{
	struct huge_entry entry = map_entry(test, PMD_SIZE);
	struct file *other = mapping_kunit_file(test, false);
	struct mm_struct *mm = mapping_kunit_other_mm(test);

	expected_warnings_begin(test);
	mmap_read_lock(mm);
	i_mmap_lock_read(other->f_mapping);
	lock_entry(test, &entry);
	i_mmap_unlock_read(other->f_mapping);
	mmap_read_unlock(mm);
	expect_warnings(test, 1);
}

static void mmap_lock_will_do(struct kunit *test)
{
	struct huge_entry entry = map_entry(test, PMD_SIZE);

	expected_warnings_begin(test);
	mmap_read_lock(entry.vma->vm_mm);
	lock_entry(test, &entry);
	mmap_read_unlock(entry.vma->vm_mm);
	expect_warnings(test, 0);
}

static void with_i_mmap_rwsem(struct kunit *test, unsigned long size)
{
	struct huge_entry entry = map_entry(test, size);

	expected_warnings_begin(test);
	i_mmap_lock_read(entry.file->f_mapping);
	lock_entry(test, &entry);
	i_mmap_unlock_read(entry.file->f_mapping);
	expect_warnings(test, 0);
}

static void i_mmap_rwsem_will_do(struct kunit *test)
{
	with_i_mmap_rwsem(test, PMD_SIZE);
}

static void i_mmap_rwsem_will_do_for_pud(struct kunit *test)
{
	with_i_mmap_rwsem(test, PUD_SIZE);
}

static void vma_lock_will_do(struct kunit *test)
{
#ifdef CONFIG_PER_VMA_LOCK
	struct huge_entry entry = map_entry(test, PMD_SIZE);
	struct vm_area_struct *vma;

	expected_warnings_begin(test);
	vma = lock_vma_under_rcu(current->mm, HUGE_BASE);
	if (vma) {
		lock_entry(test, &entry);
		vma_end_read(vma);
	}
	expect_warnings(test, 0);
	KUNIT_EXPECT_PTR_EQ(test, vma, entry.vma);
#else
	kunit_skip(test, "vmas have no locks of their own");
#endif
}

static struct kunit_case huge_entry_lock_cases[] = {
	KUNIT_CASE(pmd_without_lock),
	KUNIT_CASE(pud_without_lock),
	KUNIT_CASE(pmd_with_wrong_lock),
	KUNIT_CASE(mmap_lock_will_do),
	KUNIT_CASE(i_mmap_rwsem_will_do),
	KUNIT_CASE(i_mmap_rwsem_will_do_for_pud),
	KUNIT_CASE(vma_lock_will_do),
	{}
};

static struct kunit_suite huge_entry_lock_suite = {
	.name = "huge_entry_lock",
	.test_cases = huge_entry_lock_cases,
};

kunit_test_suite(huge_entry_lock_suite);
