// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Objects of the mapping dirty test device: pages, their offsets, and their mappings. */

#include <linux/fs.h>
#include <linux/maple_tree.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pagemap.h>
#include <linux/pfn_t.h>
#include <linux/slab.h>

#include "test_mapping_dirty_object.h"
#include "test_mapping_dirty_uapi.h"

/* By page offset. An entry stays until its last reference is dropped. */
static struct maple_tree dirty_objects =
	MTREE_INIT(dirty_objects, MT_FLAGS_ALLOC_RANGE);
static DEFINE_MUTEX(dirty_objects_lock);

static unsigned int object_order(const struct dirty_object *obj)
{
	return obj->flags & TEST_MAPPING_DIRTY_HUGE ? HPAGE_PMD_ORDER : 0;
}

static void object_free(struct dirty_object *obj)
{
	unsigned int order = object_order(obj);
	unsigned long i;

	for (i = 0; i < obj->nr && obj->pages[i]; i += 1UL << order)
		__free_pages(obj->pages[i], order);
	kvfree(obj);
}

static void object_release(struct kref *kref)
{
	struct dirty_object *obj = container_of(kref, struct dirty_object,
						kref);

	mtree_erase(&dirty_objects, obj->first);
	mutex_unlock(&dirty_objects_lock);
	object_free(obj);
}

void dirty_object_put(struct dirty_object *obj)
{
	kref_put_mutex(&obj->kref, object_release, &dirty_objects_lock);
}

struct dirty_object *dirty_object_get(pgoff_t first, unsigned long nr)
{
	struct dirty_object *obj;

	mutex_lock(&dirty_objects_lock);
	obj = mtree_load(&dirty_objects, first);
	if (obj && nr <= obj->nr && first - obj->first <= obj->nr - nr)
		kref_get(&obj->kref);
	else
		obj = NULL;
	mutex_unlock(&dirty_objects_lock);
	return obj;
}

static int object_fill(struct dirty_object *obj)
{
	unsigned int order = object_order(obj);
	unsigned long i, j;

	for (i = 0; i < obj->nr; i += 1UL << order) {
		struct page *page = alloc_pages(GFP_USER | __GFP_ZERO |
						(order ? __GFP_COMP : 0),
						order);

		if (!page)
			return -ENOMEM;
		for (j = 0; j < 1UL << order; j++)
			obj->pages[i + j] = page + j;
	}
	return 0;
}

/* Huge pages need a page offset with the alignment of their memory. */
static int object_place(struct dirty_object *obj)
{
	unsigned long align = 1UL << object_order(obj);
	unsigned long start;
	int ret;

	mutex_lock(&dirty_objects_lock);
	ret = mtree_alloc_range(&dirty_objects, &start, obj,
				obj->nr + align - 1, align, ULONG_MAX >> 24,
				GFP_KERNEL);
	if (!ret)
		obj->first = ALIGN(start, align);
	mutex_unlock(&dirty_objects_lock);
	return ret;
}

struct dirty_object *dirty_object_create(unsigned long nr,
					 unsigned long flags)
{
	struct dirty_object *obj;
	int ret;

	obj = kvzalloc(struct_size(obj, pages, nr), GFP_KERNEL);
	if (!obj)
		return ERR_PTR(-ENOMEM);
	kref_init(&obj->kref);
	init_rwsem(&obj->writers);
	obj->nr = nr;
	obj->flags = flags;
	ret = object_fill(obj);
	if (!ret)
		ret = object_place(obj);
	if (ret) {
		object_free(obj);
		return ERR_PTR(ret);
	}
	return obj;
}

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

	if (vmf->vma->vm_flags & VM_PFNMAP)
		return vmf_insert_pfn(vmf->vma, vmf->address,
				      page_to_pfn(page));
	get_page(page);
	vmf->page = page;
	return 0;
}

static vm_fault_t dirty_pfn_mkwrite(struct vm_fault *vmf)
{
	struct dirty_object *obj = vmf->vma->vm_private_data;
	pfn_t pfn = __pfn_to_pfn_t(page_to_pfn(fault_page(vmf)), PFN_SPECIAL);
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
	    !(vma->vm_flags & VM_PFNMAP))
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
	/* Private copies are anonymous pages of the program. */
	if (!is_cow_mapping(vma->vm_flags))
		vm_flags_set(vma, VM_PFNMAP);
	return 0;
}
