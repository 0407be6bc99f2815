// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Objects of the mapping dirty test device: their pages and their offsets. */

#include <linux/maple_tree.h>
#include <linux/mm.h>
#include <linux/mutex.h>
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
