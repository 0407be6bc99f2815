// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Files with an address space of their own, and page table entries in any state. */

#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/kthread.h>
#include <linux/mman.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include <linux/uaccess.h>
#include <asm/tlbflush.h>

#include "mapping_kunit.h"

/* The memory of huge entries is never accessed, so any aligned pfn will do. */
#define HUGE_PFN (SZ_8G >> PAGE_SHIFT)

KUNIT_DEFINE_ACTION_WRAPPER(put_file, fput, struct file *);
KUNIT_DEFINE_ACTION_WRAPPER(put_mm, mmput, struct mm_struct *);

static struct page *file_page(struct file *file, pgoff_t pgoff)
{
	struct mapping_kunit_file *priv = file->private_data;

	return priv->pages[pgoff % MAPPING_KUNIT_PAGES];
}

static vm_fault_t test_fault(struct vm_fault *vmf)
{
	struct page *page = file_page(vmf->vma->vm_file, vmf->pgoff);

	if (vmf->vma->vm_flags & VM_PFNMAP)
		return vmf_insert_pfn(vmf->vma, vmf->address,
				      page_to_pfn(page));
	get_page(page);
	vmf->page = page;
	return 0;
}

static vm_fault_t test_pfn_mkwrite(struct vm_fault *vmf)
{
	struct mapping_kunit_file *priv = vmf->vma->vm_file->private_data;

	atomic_inc(&priv->mkwrites);
	return 0;
}

static const struct vm_operations_struct test_vm_ops = {
	.fault = test_fault,
};

static const struct vm_operations_struct test_notify_vm_ops = {
	.fault = test_fault,
	.pfn_mkwrite = test_pfn_mkwrite,
};

/* Private mappings are not VM_PFNMAP, because their pages get copied. */
static int test_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct mapping_kunit_file *priv = file->private_data;

	vma->vm_ops = priv->notify ? &test_notify_vm_ops : &test_vm_ops;
	if (vma->vm_flags & VM_MAYSHARE)
		vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND);
	return 0;
}

static void free_file_pages(struct mapping_kunit_file *priv)
{
	int i;

	for (i = 0; i < MAPPING_KUNIT_PAGES; i++) {
		if (priv->pages[i])
			put_page(priv->pages[i]);
	}
	kfree(priv);
}

static int test_release(struct inode *inode, struct file *file)
{
	free_file_pages(file->private_data);
	return 0;
}

static const struct file_operations test_fops = {
	.mmap = test_mmap,
	.release = test_release,
};

/* The clone holds no references; the test keeps the original file. */
static const struct file_operations test_clone_fops = {
	.mmap = test_mmap,
};

struct file *mapping_kunit_file(struct kunit *test, bool notify)
{
	struct mapping_kunit_file *priv = kzalloc(sizeof(*priv), GFP_KERNEL);
	struct file *file = ERR_PTR(-ENOMEM);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, priv);
	priv->notify = notify;
	for (i = 0; i < MAPPING_KUNIT_PAGES; i++) {
		priv->pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!priv->pages[i])
			break;
	}
	if (i == MAPPING_KUNIT_PAGES)
		file = anon_inode_create_getfile("[mapping_kunit]", &test_fops,
						 priv, O_RDWR, NULL);
	if (IS_ERR(file))
		free_file_pages(priv);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_file, file),
			0);
	return file;
}

struct file *mapping_kunit_readonly(struct kunit *test, struct file *file)
{
	struct file *clone = alloc_file_clone(file, O_RDONLY,
					      &test_clone_fops);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, clone);
	clone->private_data = file->private_data;
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_file, clone),
			0);
	return clone;
}

unsigned long mapping_kunit_map(struct kunit *test, struct file *file,
				unsigned long addr, pgoff_t pgoff,
				unsigned long nr, unsigned long flags)
{
	unsigned long prot = PROT_READ;
	unsigned long start;

	if (file->f_mode & FMODE_WRITE || flags & MAP_PRIVATE)
		prot |= PROT_WRITE;
	if (addr)
		flags |= MAP_FIXED;
	start = kunit_vm_mmap(test, file, addr, nr << PAGE_SHIFT, prot, flags,
			      pgoff << PAGE_SHIFT);
	KUNIT_ASSERT_NE(test, start, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(start));
	return start;
}

/* Not present; the bit that makes other entries writable has no effect here. */
static pte_t make_marker(unsigned int state)
{
	pte_t pte = make_pte_marker(PTE_MARKER_POISONED);

	return state & ENTRY_WRITE ? pte_mkwrite_novma(pte) : pte;
}

static pte_t make_pte(struct vm_area_struct *vma, unsigned long addr,
		      unsigned int state)
{
	struct page *page = file_page(vma->vm_file,
				      linear_page_index(vma, addr));
	pte_t pte = pfn_pte(page_to_pfn(page), vma->vm_page_prot);

	if (state & ENTRY_MARKER)
		return make_marker(state);
	pte = pte_mkspecial(pte_mkclean(pte));
	if (state & ENTRY_DIRTY)
		pte = pte_mkdirty(pte);
	return state & ENTRY_WRITE ? pte_mkwrite_novma(pte) :
				     pte_wrprotect(pte);
}

static bool replace_pte(struct vm_area_struct *vma, unsigned long addr,
			unsigned int state)
{
	spinlock_t *ptl;	/* of the entry */
	pte_t *ptep;

	ptep = get_locked_pte(vma->vm_mm, addr, &ptl);
	if (!ptep)
		return false;
	__acquire(ptl);	/* sparse does not see that it is taken */
	set_pte_at(vma->vm_mm, addr, ptep, make_pte(vma, addr, state));
	pte_unmap_unlock(ptep, ptl);
	flush_tlb_page(vma, addr);
	return true;
}

void mapping_kunit_set_pte(struct kunit *test, unsigned long addr,
			   unsigned int state)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	bool done;

	mmap_read_lock(mm);
	vma = vma_lookup(mm, addr);
	done = vma && replace_pte(vma, addr, state);
	mmap_read_unlock(mm);
	KUNIT_ASSERT_TRUE(test, done);
}

unsigned long mapping_kunit_map_state(struct kunit *test, struct file *file,
				      pgoff_t pgoff, unsigned long nr,
				      unsigned int state)
{
	unsigned long addr = mapping_kunit_map(test, file, 0, pgoff, nr,
					       MAP_SHARED);
	unsigned long i;

	for (i = 0; i < nr; i++)
		mapping_kunit_set_pte(test, addr + i * PAGE_SIZE, state);
	return addr;
}

static pud_t *find_pud(unsigned long addr)
{
	pgd_t *pgd = pgd_offset(current->mm, addr);
	p4d_t *p4d = pgd_none(*pgd) ? NULL : p4d_offset(pgd, addr);

	return p4d && !p4d_none(*p4d) ? pud_offset(p4d, addr) : NULL;
}

static pmd_t *find_pmd(unsigned long addr)
{
	pud_t *pud = find_pud(addr);

	if (!pud || !pud_present(*pud) || pud_leaf(*pud))
		return NULL;
	return pmd_offset(pud, addr);
}

static unsigned int present_state(bool write, bool dirty)
{
	return ENTRY_PRESENT | (write ? ENTRY_WRITE : 0) |
	       (dirty ? ENTRY_DIRTY : 0);
}

static unsigned int marker_state(pte_t pte)
{
	if (pte_same(pte, make_marker(ENTRY_WRITE)))
		return ENTRY_MARKER | ENTRY_WRITE;
	return pte_same(pte, make_marker(0)) ? ENTRY_MARKER : ~0u;
}

static unsigned int pte_state(pte_t pte)
{
	if (pte_none(pte))
		return 0;
	if (!pte_present(pte))
		return marker_state(pte);
	return present_state(pte_write(pte), pte_dirty(pte));
}

unsigned int mapping_kunit_pte(unsigned long addr)
{
	pmd_t *pmd = find_pmd(addr);
	unsigned int state;
	spinlock_t *ptl;	/* of the entry */
	pte_t *pte;

	if (!pmd || pmd_none(*pmd) || pmd_leaf(*pmd))
		return 0;
	pte = pte_offset_map_lock(current->mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	__acquire(ptl);
	state = pte_state(ptep_get(pte));
	pte_unmap_unlock(pte, ptl);
	return state;
}

static pud_t *make_pud_entry(unsigned long addr)
{
	struct mm_struct *mm = current->mm;
	p4d_t *p4d = p4d_alloc(mm, pgd_offset(mm, addr), addr);

	return p4d ? pud_alloc(mm, p4d, addr) : NULL;
}

static pmd_t make_pmd(unsigned int state)
{
	pmd_t pmd = pmd_mkspecial(pmd_mkhuge(pfn_pmd(HUGE_PFN, PAGE_READONLY)));

	if (state & ENTRY_DIRTY)
		pmd = pmd_mkdirty(pmd);
	return state & ENTRY_WRITE ? pmd_mkwrite_novma(pmd) : pmd;
}

static pud_t make_pud(unsigned int state)
{
	pud_t pud = pud_mkspecial(pud_mkhuge(pfn_pud(HUGE_PFN, PAGE_READONLY)));

	if (state & ENTRY_DIRTY)
		pud = pud_mkdirty(pud);
	return state & ENTRY_WRITE ? pud_mkwrite(pud) : pud;
}

void mapping_kunit_set_huge(struct kunit *test, unsigned long size,
			    unsigned int state)
{
	struct mm_struct *mm = current->mm;
	pud_t *pud = make_pud_entry(HUGE_BASE);
	pmd_t *pmd;
	spinlock_t *ptl;	/* of the entry */

	KUNIT_ASSERT_NOT_NULL(test, pud);
	if (size == PUD_SIZE) {
		ptl = pud_lock(mm, pud);
		set_pud_at(mm, HUGE_BASE, pud, make_pud(state));
	} else {
		pmd = pmd_alloc(mm, pud, HUGE_BASE);
		KUNIT_ASSERT_NOT_NULL(test, pmd);
		ptl = pmd_lock(mm, pmd);
		set_pmd_at(mm, HUGE_BASE, pmd, make_pmd(state));
	}
	spin_unlock(ptl);
}

static unsigned int huge_state(bool leaf, bool write, bool dirty)
{
	return leaf ? present_state(write, dirty) : ENTRY_TABLE;
}

unsigned int mapping_kunit_huge(unsigned long size)
{
	pud_t *pudp = find_pud(HUGE_BASE);
	pmd_t *pmdp = size == PMD_SIZE ? find_pmd(HUGE_BASE) : NULL;
	pud_t pud = pudp ? pudp_get(pudp) : __pud(0);
	pmd_t pmd = pmdp ? pmdp_get_lockless(pmdp) : __pmd(0);

	if (!pmd_none(pmd))
		return huge_state(pmd_leaf(pmd), pmd_write(pmd),
				  pmd_dirty(pmd));
	if (size == PMD_SIZE || pud_none(pud))
		return 0;
	return huge_state(pud_leaf(pud), pud_write(pud), pud_dirty(pud));
}

struct file *mapping_kunit_map_huge(struct kunit *test, unsigned long size,
				    unsigned int state)
{
	struct file *file = mapping_kunit_file(test, false);

	if (size == PUD_SIZE && !boot_cpu_has(X86_FEATURE_GBPAGES))
		kunit_skip(test, "no huge pages of this size on this CPU");
	mapping_kunit_map(test, file, HUGE_BASE, 0, 2 * size >> PAGE_SHIFT,
			  MAP_SHARED);
	mapping_kunit_set_huge(test, size, state);
	return file;
}

void mapping_kunit_store(struct kunit *test, unsigned long addr)
{
	KUNIT_ASSERT_EQ(test, put_user(1, (int __user *)addr), 0);
}

struct mm_struct *mapping_kunit_other_mm(struct kunit *test)
{
	struct mm_struct *mm = mm_alloc();

	KUNIT_ASSERT_NOT_NULL(test, mm);
	mm->task_size = TASK_SIZE;
	arch_pick_mmap_layout(mm, &current->signal->rlim[RLIMIT_STACK]);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_mm, mm), 0);
	return mm;
}

/* The thread holds a reference to the mm it uses; the test holds another. */
void mapping_kunit_switch_mm(struct kunit *test, struct mm_struct *mm)
{
	struct mm_struct *old = current->mm;

	mmget(old);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_mm, old), 0);
	mmget(mm);
	kthread_unuse_mm(old);
	kthread_use_mm(mm);
	mmput(old);
}
