// SPDX-License-Identifier: GPL-2.0
/* Faults in the layers of the guest's own kernel: each must be blamed on the right one. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "page.h"
#include "verdict.h"

/* Only the kernel "faulty" has it. */
#define FAULT_SWITCH "/sys/module/svgalab_faults/parameters/layer"
#define NO_FAULT "none"

static int set_fault(const char *name)
{
	int fd = open(FAULT_SWITCH, O_WRONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, name, strlen(name)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

static int store_and_submit(struct coherent_surface *s)
{
	coherent_store(s, 4 * page_bytes(), 6 * page_bytes());
	return coherent_submit(s);
}

/*
 * Where stores are trapped, a walk or a helper that fails to protect the pages
 * again is only missed by the second round.
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
 * Without the fault the same stores must arrive, or the audit would only have
 * shown that it always complains. A new mapping, because entries that the
 * fault left writable would never again be noticed.
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
	return test_layer(test, "walker", "walker");
}

static int test_helper(struct test_case *test)
{
	return test_layer(test, "helper", "helper");
}

static int test_driver_trap(struct test_case *test)
{
	return test_layer(test, "driver-trap", "driver-record");
}

static int test_driver_record(struct test_case *test)
{
	return test_layer(test, "driver-record", "driver-record");
}

static int test_driver_boxes(struct test_case *test)
{
	return test_layer(test, "driver-boxes", "driver-boxes");
}

/*
 * Warm only: a fresh surface may lose its first stores to the driver. The
 * helper's fault is in collecting dirty bits, the driver's trap is the other
 * method.
 */
#define WARM(test, ...) \
	TEST_SOME(test, TEST_ANY, TEST_BIT(TEST_WARM), ##__VA_ARGS__)

static const struct test_pattern patterns[] = {
	WARM(walker),
	WARM(helper, .sizes = TEST_BIT(TEST_SMALL)),
	WARM(driver_trap, .sizes = TEST_BIT(TEST_LARGE)),
	WARM(driver_record),
	WARM(driver_boxes),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "blame", patterns, ARRAY_SIZE(patterns));
}
