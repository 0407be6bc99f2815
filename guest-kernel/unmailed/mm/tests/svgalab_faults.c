// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Break one layer of dirty tracking at a time, or all, to test which layer gets the blame. */

#include <linux/bitmap.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

/*
 * The functions themselves stay as they are: a probe at a layer's boundary
 * changes what goes in or comes out. Writing a fault's name to the module
 * parameter "layer" switches it on, writing "none" switches it off.
 *
 * The probes are registered at boot, before those of the witnesses, on purpose:
 * of two probes on a function, the older one runs second at entry and first at
 * return. So the witnesses see the effect of a fault as they would see that of
 * a real defect.
 */

/* A page offset far beyond all buffers of a device, where nothing is mapped. */
#define NOWHERE (1UL << 40)

struct fault {
	const char *name;
	struct kprobe entry;
	struct kretprobe at_return;	/* used instead if it has a handler */
};

static const struct fault *active;

static bool is_active(const struct kprobe *probe)
{
	const struct fault *fault = READ_ONCE(active);

	return fault && probe == &fault->entry;
}

/* Make a function return 0 when its first instruction is hit. */
static int skip_function(struct kprobe *probe, struct pt_regs *regs)
{
	if (!is_active(probe))
		return 0;
	regs_set_return_value(regs, 0);
	instruction_pointer_set(regs, *(unsigned long *)regs->sp);
	regs->sp += sizeof(unsigned long);
	return 1;
}

/* A probe that changes the instruction pointer must not be optimized. */
static void after_nothing(struct kprobe *probe, struct pt_regs *regs,
			  unsigned long flags)
{
}

/* walk_page_mapping(mapping, first_index, ...): walk another range. */
static int walk_elsewhere(struct kprobe *probe, struct pt_regs *regs)
{
	if (is_active(probe))
		regs->si = NOWHERE;
	return 0;
}

/* clean_record_shared_mapping_range(mapping, first, nr, bitmap_pgoff, bitmap) */
struct clean_call {
	unsigned long *bitmap;
	unsigned int start;
	unsigned int nr;
};

static int remember_clean_call(struct kretprobe_instance *instance,
			       struct pt_regs *regs)
{
	struct clean_call *call = (struct clean_call *)instance->data;
	const struct fault *fault = READ_ONCE(active);

	if (!fault || get_kretprobe(instance) != &fault->at_return)
		return 1;	/* skip the return probe */
	call->bitmap = (unsigned long *)regs->r8;
	call->start = regs->si - regs->cx;
	call->nr = regs->dx;
	return 0;
}

/* The entries are clean now, without any record that they were not. */
static int forget_what_was_found(struct kretprobe_instance *instance,
				 struct pt_regs *regs)
{
	struct clean_call *call = (struct clean_call *)instance->data;

	bitmap_clear(call->bitmap, call->start, call->nr);
	regs_set_return_value(regs, 0);
	return 0;
}

#define ENTRY_FAULT(fault, function, handler) {	\
	.name = fault,				\
	.entry = {				\
		.symbol_name = function,	\
		.pre_handler = handler,		\
		.post_handler = after_nothing,	\
	},					\
}

static struct fault faults[] = {
	ENTRY_FAULT("walker", "walk_page_mapping", walk_elsewhere),
	{
		.name = "helper",
		.at_return = {
			.kp.symbol_name = "clean_record_shared_mapping_range",
			.entry_handler = remember_clean_call,
			.handler = forget_what_was_found,
			.data_size = sizeof(struct clean_call),
		},
	},
	ENTRY_FAULT("driver_trap", "vmw_bo_vm_mkwrite", skip_function),
	ENTRY_FAULT("driver_record", "vmw_bo_dirty_transfer_to_res",
		    skip_function),
	ENTRY_FAULT("driver_boxes", "vmw_surface_dirty_range_add",
		    skip_function),
};

static int set_layer(const char *value, const struct kernel_param *param)
{
	const struct fault *fault = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (sysfs_streq(value, faults[i].name))
			fault = &faults[i];
	}
	if (!fault && !sysfs_streq(value, "none"))
		return -EINVAL;
	WRITE_ONCE(active, fault);
	return 0;
}

static int get_layer(char *buffer, const struct kernel_param *param)
{
	const struct fault *fault = READ_ONCE(active);

	return sysfs_emit(buffer, "%s\n", fault ? fault->name : "none");
}

static const struct kernel_param_ops layer_ops = {
	.set = set_layer,
	.get = get_layer,
};
module_param_cb(layer, &layer_ops, NULL, 0600);

/* Kernel address of the graphics memory that the caller has mapped at @address. */
static unsigned long *find_page(unsigned long address)
{
	struct follow_pfnmap_args args = { .address = address };
	unsigned long *page = NULL;

	mmap_read_lock(current->mm);
	args.vma = vma_lookup(current->mm, address);
	if (args.vma && !follow_pfnmap_start(&args)) {
		page = __va(PFN_PHYS(args.pfn));
		follow_pfnmap_end(&args);
	}
	mmap_read_unlock(current->mm);
	return page;
}

/*
 * Follow a pointer read from a page of the caller, as if memory in use had been
 * overwritten: the address is not canonical, and a register points to the page.
 */
static int set_follow(const char *value, const struct kernel_param *param)
{
	unsigned long address, pointer, *page;
	int ret = kstrtoul(value, 0, &address);

	if (ret)
		return ret;
	page = find_page(address);
	if (!page)
		return -EFAULT;
	pointer = (*page | BIT(63)) & ~BIT(62);
	asm volatile("mov (%0), %0" : "+r" (pointer) : "r" (page) : "memory");
	return 0;
}

static const struct kernel_param_ops follow_ops = {
	.set = set_follow,
};
module_param_cb(follow, &follow_ops, NULL, 0200);

/* If a fault cannot be installed, the test that waits for its effect fails. */
static int __init svgalab_faults_init(void)
{
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		struct fault *fault = &faults[i];

		ret = fault->at_return.handler ?
		      register_kretprobe(&fault->at_return) :
		      register_kprobe(&fault->entry);
		if (ret)
			pr_err("svgalab: no fault %s: %d\n", fault->name, ret);
	}
	return 0;
}
late_initcall(svgalab_faults_init);
