// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* A device whose mappings programs can dirty, and clean with the mapping dirty helpers. */

#include <linux/bitmap.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "test_mapping_dirty_object.h"
#include "test_mapping_dirty_uapi.h"

#define MAX_PAGES (SZ_1G >> PAGE_SHIFT)

/**
 * struct dirty_file - an open file of the device
 * @lock: Protects @created
 * @created: Objects that live at least as long as the file
 */
struct dirty_file {
	struct mutex lock;	/* for the list */
	struct dirty_object *created;
};

static long ioctl_create(struct dirty_file *dirty_file,
			 struct test_mapping_dirty_create __user *arg)
{
	struct test_mapping_dirty_create create;
	struct dirty_object *obj;

	if (copy_from_user(&create, arg, sizeof(create)))
		return -EFAULT;
	if (!create.pages || create.pages > MAX_PAGES ||
	    create.flags & ~(TEST_MAPPING_DIRTY_NOTIFY |
			     TEST_MAPPING_DIRTY_HUGE))
		return -EINVAL;
	if (create.flags & TEST_MAPPING_DIRTY_HUGE &&
	    (!(create.flags & TEST_MAPPING_DIRTY_NOTIFY) ||
	     create.pages & (HPAGE_PMD_NR - 1)))
		return -EINVAL;

	obj = dirty_object_create(create.pages, create.flags);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	create.first = obj->first;
	mutex_lock(&dirty_file->lock);
	obj->next = dirty_file->created;
	dirty_file->created = obj;
	mutex_unlock(&dirty_file->lock);
	return copy_to_user(arg, &create, sizeof(create)) ? -EFAULT : 0;
}

/*
 * The bitmap given to the helper: the caller's bits, followed by room for bits
 * that a helper that ignores its size may set.
 */
static unsigned long *bitmap_from_user(struct test_mapping_dirty_range *range,
				       unsigned long room)
{
	unsigned long *bitmap = kvcalloc(BITS_TO_LONGS(room), sizeof(long),
					 GFP_KERNEL);
	size_t size = BITS_TO_LONGS(range->bitmap_bits) * sizeof(long);

	if (!bitmap)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(bitmap, u64_to_user_ptr(range->bitmap), size)) {
		kvfree(bitmap);
		return ERR_PTR(-EFAULT);
	}
	bitmap_clear(bitmap, range->bitmap_bits, room - range->bitmap_bits);
	return bitmap;
}

static long bitmap_to_user(struct test_mapping_dirty_range *range,
			   unsigned long *bitmap, unsigned long room)
{
	size_t size = BITS_TO_LONGS(range->bitmap_bits) * sizeof(long);

	range->stray = bitmap_weight(bitmap, room) -
		       bitmap_weight(bitmap, range->bitmap_bits);
	bitmap_clear(bitmap, range->bitmap_bits, room - range->bitmap_bits);
	if (copy_to_user(u64_to_user_ptr(range->bitmap), bitmap, size))
		return -EFAULT;
	return 0;
}

static unsigned long clean_record(struct address_space *mapping,
				  struct test_mapping_dirty_range *range,
				  unsigned long *bitmap)
{
	pgoff_t start = range->start, end = range->end;
	unsigned long count;

	count = clean_record_shared_mapping_range(mapping, range->first,
						  range->nr,
						  range->bitmap_first, bitmap,
						  range->bitmap_bits, &start,
						  &end);
	range->start = start;
	range->end = end;
	return count;
}

/*
 * The procedure that the helper's documentation gives to callers who want to
 * collect all dirty entries while none are added.
 */
static void clean_frozen(struct address_space *mapping,
			 struct dirty_object *obj,
			 struct test_mapping_dirty_range *range,
			 unsigned long *bitmap)
{
	struct test_mapping_dirty_range again = *range;

	down_write(&obj->writers);
	wp_shared_mapping_range(mapping, range->first, range->nr);
	range->count = clean_record(mapping, range, bitmap);
	again.start = 0;
	again.end = 0;
	range->left = clean_record(mapping, &again, bitmap);
	up_write(&obj->writers);
}

static long do_clean(struct address_space *mapping, struct dirty_object *obj,
		     struct test_mapping_dirty_range *range)
{
	unsigned long room = max(range->bitmap_bits,
				 range->first - range->bitmap_first +
				 range->nr);
	unsigned long *bitmap;
	long ret;

	room = ALIGN(room + 1, BITS_PER_LONG);
	bitmap = bitmap_from_user(range, room);
	if (IS_ERR(bitmap))
		return PTR_ERR(bitmap);
	if (range->flags & TEST_MAPPING_DIRTY_FREEZE)
		clean_frozen(mapping, obj, range, bitmap);
	else
		range->count = clean_record(mapping, range, bitmap);
	ret = bitmap_to_user(range, bitmap, room);
	kvfree(bitmap);
	return ret;
}

static bool range_is_valid(const struct test_mapping_dirty_range *range)
{
	return range->nr && range->nr <= MAX_PAGES &&
	       range->bitmap_bits <= MAX_PAGES &&
	       range->bitmap_first <= range->first &&
	       range->first - range->bitmap_first <= MAX_PAGES &&
	       !(range->flags & ~TEST_MAPPING_DIRTY_FREEZE);
}

static long ioctl_range(struct file *file, unsigned int cmd,
			struct test_mapping_dirty_range __user *arg)
{
	struct test_mapping_dirty_range range;
	struct dirty_object *obj;
	long ret = 0;

	if (copy_from_user(&range, arg, sizeof(range)))
		return -EFAULT;
	if (cmd == TEST_MAPPING_DIRTY_WP)
		range.bitmap_first = range.first;
	if (!range_is_valid(&range))
		return -EINVAL;
	obj = dirty_object_get(range.first, range.nr);
	if (!obj)
		return -ENXIO;
	if (cmd == TEST_MAPPING_DIRTY_WP)
		range.count = wp_shared_mapping_range(file->f_mapping,
						      range.first, range.nr);
	else
		ret = do_clean(file->f_mapping, obj, &range);
	dirty_object_put(obj);
	if (!ret && copy_to_user(arg, &range, sizeof(range)))
		ret = -EFAULT;
	return ret;
}

static u8 entry_state(struct vm_area_struct *vma, unsigned long addr)
{
	struct follow_pfnmap_args args = { .vma = vma, .address = addr };
	u8 state = TEST_MAPPING_DIRTY_PRESENT;

	if (follow_pfnmap_start(&args))
		return 0;
	if (args.writable)
		state |= TEST_MAPPING_DIRTY_WRITABLE;
	if (pte_dirty(pfn_pte(args.pfn, args.pgprot)))
		state |= TEST_MAPPING_DIRTY_DIRTY;
	follow_pfnmap_end(&args);
	return state;
}

static long fill_states(unsigned long addr, unsigned long nr, u8 *states)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	unsigned long i;
	long ret = 0;

	mmap_read_lock(mm);
	for (i = 0; i < nr && !ret; i++) {
		vma = vma_lookup(mm, addr + i * PAGE_SIZE);
		if (!vma || !(vma->vm_flags & VM_MIXEDMAP))
			ret = -EFAULT;
		else
			states[i] = entry_state(vma, addr + i * PAGE_SIZE);
	}
	mmap_read_unlock(mm);
	return ret;
}

static long ioctl_query(struct test_mapping_dirty_query __user *arg)
{
	struct test_mapping_dirty_query query;
	u8 *states;
	long ret;

	if (copy_from_user(&query, arg, sizeof(query)))
		return -EFAULT;
	if (!PAGE_ALIGNED(query.addr) || !query.nr || query.nr > MAX_PAGES)
		return -EINVAL;
	states = kvzalloc(query.nr, GFP_KERNEL);
	if (!states)
		return -ENOMEM;
	ret = fill_states(query.addr, query.nr, states);
	if (!ret && copy_to_user(u64_to_user_ptr(query.states), states,
				 query.nr))
		ret = -EFAULT;
	kvfree(states);
	return ret;
}

static long dirty_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *user = (void __user *)arg;

	switch (cmd) {
	case TEST_MAPPING_DIRTY_CREATE:
		return ioctl_create(file->private_data, user);
	case TEST_MAPPING_DIRTY_CLEAN:
	case TEST_MAPPING_DIRTY_WP:
		return ioctl_range(file, cmd, user);
	case TEST_MAPPING_DIRTY_QUERY:
		return ioctl_query(user);
	default:
		return -ENOTTY;
	}
}

static int dirty_open(struct inode *inode, struct file *file)
{
	struct dirty_file *dirty_file = kzalloc(sizeof(*dirty_file),
						GFP_KERNEL);

	if (!dirty_file)
		return -ENOMEM;
	mutex_init(&dirty_file->lock);
	file->private_data = dirty_file;
	return 0;
}

static int dirty_release(struct inode *inode, struct file *file)
{
	struct dirty_file *dirty_file = file->private_data;
	struct dirty_object *obj, *next;

	for (obj = dirty_file->created; obj; obj = next) {
		next = obj->next;
		dirty_object_put(obj);
	}
	kfree(dirty_file);
	return 0;
}

static const struct file_operations dirty_fops = {
	.owner = THIS_MODULE,
	.open = dirty_open,
	.release = dirty_release,
	.mmap = dirty_object_mmap,
	.get_unmapped_area = thp_get_unmapped_area,
	.unlocked_ioctl = dirty_ioctl,
};

/* All users of the device node share its inode, and so its address space. */
static struct miscdevice dirty_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "test_mapping_dirty",
	.fops = &dirty_fops,
	.mode = 0600,
};

module_misc_device(dirty_device);
MODULE_DESCRIPTION("Test of the helpers that track dirty shared mappings");
MODULE_LICENSE("GPL");
