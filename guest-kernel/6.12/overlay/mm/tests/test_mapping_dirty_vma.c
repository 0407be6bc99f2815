// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Mappings of the mapping dirty test device: their page faults. */

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/pfn_t.h>

#include "test_mapping_dirty_object.h"
#include "test_mapping_dirty_uapi.h"

static void dirty_vm_open(struct vm_area_struct *vma)
{
	struct dirty_object *obj = vma->vm_private_data;

	kref_get(&obj->kref);
}

static void dirty_vm_close(struct vm_area_struct *vma)
{
	dirty_object_put(vma->vm_private_data);
}

static struct page *fault_page(struct vm_fault *vmf)
{
	struct dirty_object *obj = vmf->vma->vm_private_data;

	return obj->pages[vmf->pgoff - obj->first];
}

static vm_fault_t dirty_fault(struct vm_fault *vmf)
{
	struct page *page = fault_page(vmf);

	if (vmf->vma->vm_flags & VM_MIXEDMAP)
		return vmf_insert_mixed(vmf->vma, vmf->address,
					page_to_pfn_t(page));
	get_page(page);
	vmf->page = page;
	return 0;
}

static vm_fault_t dirty_pfn_mkwrite(struct vm_fault *vmf)
{
	struct dirty_object *obj = vmf->vma->vm_private_data;
	pfn_t pfn = page_to_pfn_t(fault_page(vmf));
	vm_fault_t ret;

	/*
	 * If left to the core, the entry would become writable only after the
	 * return, and so after writers are meant to be kept out.
	 */
	down_read(&obj->writers);
	ret = vmf_insert_mixed_mkwrite(vmf->vma, vmf->address, pfn);
	up_read(&obj->writers);
	return ret;
}

static vm_fault_t dirty_huge_fault(struct vm_fault *vmf, unsigned int order)
{
	struct vm_area_struct *vma = vmf->vma;
	struct dirty_object *obj = vma->vm_private_data;
	unsigned long addr = vmf->address & HPAGE_PMD_MASK;
	struct page *page;

	/* Huge entries are never written to: the core splits them first. */
	if (order != HPAGE_PMD_ORDER || vmf->flags & FAULT_FLAG_WRITE ||
	    !(obj->flags & TEST_MAPPING_DIRTY_HUGE) ||
	    !(vma->vm_flags & VM_MIXEDMAP))
		return VM_FAULT_FALLBACK;
	if (addr < vma->vm_start || addr + HPAGE_PMD_SIZE > vma->vm_end ||
	    linear_page_index(vma, addr) & (HPAGE_PMD_NR - 1))
		return VM_FAULT_FALLBACK;
	page = obj->pages[linear_page_index(vma, addr) - obj->first];
	return vmf_insert_pfn_pmd(vmf, page_to_pfn_t(page), false);
}

static const struct vm_operations_struct dirty_vm_ops = {
	.open = dirty_vm_open,
	.close = dirty_vm_close,
	.fault = dirty_fault,
};

static const struct vm_operations_struct dirty_notify_vm_ops = {
	.open = dirty_vm_open,
	.close = dirty_vm_close,
	.fault = dirty_fault,
	.huge_fault = dirty_huge_fault,
	.pfn_mkwrite = dirty_pfn_mkwrite,
};

int dirty_object_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct dirty_object *obj = dirty_object_get(vma->vm_pgoff, vma_pages(vma));

	if (!obj)
		return -ENXIO;
	vma->vm_private_data = obj;
	vma->vm_ops = obj->flags & TEST_MAPPING_DIRTY_NOTIFY ?
		      &dirty_notify_vm_ops : &dirty_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	/*
	 * Private copies are anonymous pages of the program. VM_IO lets
	 * follow_pfnmap_start() look at the entries.
	 */
	if (vma->vm_flags & VM_MAYSHARE)
		vm_flags_set(vma, VM_MIXEDMAP | VM_IO);
	return 0;
}
