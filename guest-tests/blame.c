// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Faults in the layers of the guest's kernel: each must be blamed on the right layer. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hw/display/svga-wire.h"
#include "page.h"
#include "panic.h"
#include "verdict.h"

/* Exists only in the kernel "faulty". */
#define FAULT_SWITCH "/sys/module/svgalab_faults/parameters/layer"
#define NO_FAULT "none"

/*
 * Takes an address in graphics memory; the kernel follows the pointer stored
 * there.
 */
#define CRASH_SWITCH "/sys/module/svgalab_faults/parameters/follow"

static int set_switch(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, value, strlen(value)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

static int set_fault(const char *name)
{
	return set_switch(FAULT_SWITCH, name);
}

static int store_and_submit(struct coherent_surface *s)
{
	coherent_store(s, 4 * page_bytes(), 6 * page_bytes());
	return coherent_submit(s);
}

/*
 * Where stores are trapped, a walk or helper that fails to write-protect the
 * pages again only shows in the second round.
 */
static int store_with_fault(struct coherent_surface *s, const char *fault)
{
	int ret = set_fault(fault);
	int end;

	if (!ret)
		ret = store_and_submit(s);
	if (!ret)
		ret = store_and_submit(s);
	end = set_fault(NO_FAULT);
	return ret ? ret : end;
}

static int expect_blamed(struct coherent_surface *s, const char *layer)
{
	struct control_verdict verdict;
	int ret = coherent_audit(s, 1, &verdict);

	if (ret)
		return ret;
	printf("audit: %s %s %s\n", verdict.clean ? "clean" : verdict.blame,
	       verdict.layer, verdict.detail);
	return verdict.clean || strcmp(verdict.blame, "guest") ||
	       strcmp(verdict.layer, layer) ? TEST_FAIL : TEST_PASS;
}

/*
 * Without the fault the same stores must arrive, or the case would only prove
 * that the audit always complains. A new mapping is used, because stores to
 * entries that the fault left writable would never be noticed again.
 */
static int store_without_fault(struct coherent_surface *s)
{
	int ret;

	if (munmap(s->map, s->surface.map_size))
		return -errno;
	ret = coherent_map(s);
	if (!ret)
		ret = store_and_submit(s);
	return ret ? ret : coherent_finish(s);
}

static int test_layer(struct test_case *test, const char *fault,
		      const char *layer)
{
	struct coherent_surface s;
	int ret, blamed;

	if (access(FAULT_SWITCH, W_OK)) {
		printf("this kernel has no faults to switch on\n");
		return TEST_SKIP;
	}
	ret = coherent_open(test, &s);
	if (!ret)
		ret = store_with_fault(&s, fault);
	if (ret)
		return ret;
	blamed = expect_blamed(&s, layer);
	ret = store_without_fault(&s);
	return blamed ? blamed : ret;
}

static int test_walker(struct test_case *test)
{
	return test_layer(test, "walker", SVGA_WIRE_LAYER_WALKER);
}

static int test_helper(struct test_case *test)
{
	return test_layer(test, "helper", SVGA_WIRE_LAYER_HELPER);
}

static int test_driver_trap(struct test_case *test)
{
	return test_layer(test, "driver_trap", SVGA_WIRE_LAYER_DRIVER_RECORD);
}

static int test_driver_record(struct test_case *test)
{
	return test_layer(test, "driver_record", SVGA_WIRE_LAYER_DRIVER_RECORD);
}

static int test_driver_boxes(struct test_case *test)
{
	return test_layer(test, "driver_boxes", SVGA_WIRE_LAYER_DRIVER_BOXES);
}

/* Returns only if the kernel has no such switch, or has survived it. */
static int crash_in_the_middle(struct coherent_surface *s)
{
	const uint8_t *at = s->map + s->surface.size / 2;
	char address[24];
	int ret;

	snprintf(address, sizeof(address), "%p", (const void *)at);
	ret = set_switch(CRASH_SWITCH, address);
	printf("the kernel followed a bad pointer and lives: %d\n", ret);
	return TEST_FAIL;
}

/* The kernel crashes over a page that the device has written just before. */
static int test_crash_written(struct test_case *test)
{
	const SVGA3dCopyBox whole = {
		.w = test->shape->width, .h = test->shape->height, .d = 1,
	};
	struct coherent_surface s, from;
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = coherent_create(test, test->shape, &from);
	if (!ret)
		ret = coherent_map(&from);
	if (!ret)
		ret = coherent_warm(&from);
	if (ret)
		return ret;
	coherent_store(&from, 0, from.surface.size);
	ret = coherent_submit(&from);
	if (!ret)
		ret = coherent_copy(&s, &from, &whole);
	/* the CPU's first access makes the device write it to memory */
	if (!ret)
		ret = coherent_verify(&s, s.map);
	if (!ret)
		ret = panic_set(true);
	return ret ? ret : crash_in_the_middle(&s);
}

/* The page was only read by the device; the guest continues, tainted. */
static int test_crash_read(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_open(test, &s);

	if (ret)
		return ret;
	coherent_store(&s, 0, s.surface.size);
	ret = coherent_submit_and_finish(&s);
	return ret ? ret : crash_in_the_middle(&s);
}

/*
 * Warm only: a fresh surface may lose its first stores to the driver. The
 * helper's fault is in collecting dirty bits, the driver's trap is the other
 * method.
 */
#define WARM(test, ...) \
	TEST_SOME(test, TEST_ANY, TEST_BIT(TEST_WARM), ##__VA_ARGS__)

/* One of them suffices: the surface only provides memory. */
#define CRASH(test) \
	TEST_SOME(test, TEST_BIT(TEST_BUFFER), TEST_BIT(TEST_WARM), \
		  .sizes = TEST_BIT(TEST_SMALL))

static const struct test_pattern patterns[] = {
	WARM(walker),
	WARM(helper, .sizes = TEST_BIT(TEST_SMALL)),
	WARM(driver_trap, .sizes = TEST_BIT(TEST_LARGE)),
	WARM(driver_record),
	WARM(driver_boxes),
	CRASH(crash_written),
	CRASH(crash_read),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "blame", patterns, ARRAY_SIZE(patterns));
}
