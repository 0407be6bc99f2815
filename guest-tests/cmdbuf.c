// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Command buffers: the driver uses them, and recovers when the device refuses a command. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel_log.h"
#include "page.h"
#include "verdict.h"

/* vmwgfx's warning, once per boot, if a command was refused. */
#define REFUSED_TEXT "Command buffer error."

/*
 * The host checks the console of the debug kernel. Whatever is printed between
 * these two lines is left to this case.
 */
#define EXPECTED_BEGIN "cmdbuf: expected warnings begin\n"
#define EXPECTED_END "cmdbuf: expected warnings end\n"

#define QUEUED 12

/* Messages of the driver when it starts. */
static int test_in_use(struct test_case *test)
{
	static const char * const texts[] = {
		"Using command buffers with ",
		"Failed starting command buffer contexts",
		"Failed preempting command buffer contexts",
	};
	unsigned int found[ARRAY_SIZE(texts)];
	int log = kernel_log_open(SEEK_SET);
	int ret = log < 0 ? log : kernel_log_count(log, texts, found,
						   ARRAY_SIZE(texts));

	(void)test;
	if (ret)
		return ret;
	printf("in use %u, not started %u, not preempted %u\n", found[0],
	       found[1], found[2]);
	return found[0] == 1 && !found[1] && !found[2] ? TEST_PASS : TEST_FAIL;
}

/* The surface under test, and another one for invalid commands. */
struct recovery {
	struct coherent_surface s;
	struct vmw_surface other;
	int log;
	long long errors;	/* guest errors so far */
};

static int recovery_open(struct test_case *test, struct recovery *r)
{
	const struct vmw_shape shape = {
		.format = test->shape->format, .width = 64, .height = 1,
		.depth = 1, .mips = 1, .faces = 1,
	};
	int ret = coherent_open(test, &r->s);

	if (!ret)
		ret = vmw_ioctl_gb_surface_create(test->fd, &shape, false,
						  &r->other);
	if (!ret)
		ret = control_property("stat-guest-errors", &r->errors);
	if (ret)
		return ret;
	r->log = kernel_log_open(SEEK_END);
	return r->log < 0 ? r->log : kernel_log_say(EXPECTED_BEGIN);
}

/* A box far outside both surfaces: vmwgfx only checks the surfaces. */
static int append_wrong(struct recovery *r, struct vmw_execbuf *buf)
{
	const SVGA3dCmdSurfaceCopy copy = {
		.src.sid = r->s.surface.handle,
		.dest.sid = r->other.handle,
	};
	const SVGA3dCopyBox box = { .w = 1 << 30, .h = 1, .d = 1 };

	return vmw_execbuf_append(buf, SVGA_3D_CMD_SURFACE_COPY, &copy,
				  sizeof(copy), &box, sizeof(box));
}

static int append_good(struct recovery *r, struct vmw_execbuf *buf)
{
	const SVGA3dCmdSurfaceCopy copy = {
		.src.sid = r->s.surface.handle,
		.dest.sid = r->other.handle,
	};

	return vmw_execbuf_append(buf, SVGA_3D_CMD_SURFACE_COPY, &copy,
				  sizeof(copy), NULL, 0);
}

/*
 * The driver warns once per boot, so either there is no new warning, or this
 * one. Any other warning of the kernel is unexpected.
 */
static int judge_log(struct recovery *r)
{
	static const char * const texts[] = {
		KERNEL_LOG_WARNING, REFUSED_TEXT,
	};
	unsigned int found[ARRAY_SIZE(texts)];
	int ret = kernel_log_say(EXPECTED_END);

	if (!ret)
		ret = kernel_log_count(r->log, texts, found, ARRAY_SIZE(texts));
	if (ret)
		return ret;
	if (found[0] != found[1] || found[0] > 1) {
		printf("the kernel warned %u times, %u times of a refusal\n",
		       found[0], found[1]);
		return TEST_FAIL;
	}
	return found[0] ? TEST_WARNED : TEST_PASS;
}

/* The device refused exactly what it had to, and everything works as before. */
static int recovery_finish(struct recovery *r, unsigned int wrong)
{
	long long errors;
	int ret = control_property("stat-guest-errors", &errors);

	if (ret)
		return ret;
	if (errors != r->errors + wrong) {
		printf("the device refused %lld commands instead of %u\n",
		       errors - r->errors, wrong);
		return TEST_FAIL;
	}
	coherent_store(&r->s, 7 * page_bytes(), page_bytes() + 1);
	ret = coherent_submit(&r->s);
	if (!ret)
		ret = coherent_finish(&r->s);
	return ret ? ret : judge_log(r);
}

/* Store, with @before ahead of the submission's own commands. */
static int store_behind(struct recovery *r, const struct vmw_execbuf *before,
			size_t page)
{
	uint32_t fence;
	int ret;

	coherent_store(&r->s, page * page_bytes(), page_bytes());
	ret = coherent_queue(&r->s, before, &fence);
	return ret ? ret : vmw_fence_finish(r->s.test->fd, fence);
}

/* Invalid commands before, and among, valid ones. */
static int recover_from(struct test_case *test, const char *commands)
{
	struct vmw_execbuf before = { 0 };
	struct recovery r;
	unsigned int wrong = 0;
	int ret = recovery_open(test, &r);

	for (; !ret && *commands; commands++) {
		if (*commands == 'w') {
			ret = append_wrong(&r, &before);
			wrong++;
		} else {
			ret = append_good(&r, &before);
		}
	}
	if (!ret)
		ret = control_announce(wrong);
	if (!ret)
		ret = store_behind(&r, &before, 3);
	vmw_execbuf_free(&before);
	return ret ? ret : recovery_finish(&r, wrong);
}

static int test_recover_first(struct test_case *test)
{
	return recover_from(test, "w");
}

static int test_recover_middle(struct test_case *test)
{
	return recover_from(test, "ggwg");
}

static int test_recover_several(struct test_case *test)
{
	return recover_from(test, "wgwwgw");
}

/* A submission with nothing but invalid commands: only its fence is left. */
static int test_recover_only(struct test_case *test)
{
	struct vmw_execbuf wrong = { 0 };
	struct recovery r;
	uint32_t fence;
	int ret = recovery_open(test, &r);

	if (!ret)
		ret = append_wrong(&r, &wrong);
	if (!ret)
		ret = control_announce(1);
	if (!ret)
		ret = vmw_execbuf_queue(test->fd, &wrong, &fence);
	vmw_execbuf_free(&wrong);
	if (!ret)
		ret = vmw_fence_finish(test->fd, fence);
	return ret ? ret : recovery_finish(&r, 1);
}

/*
 * Many submissions without waiting, some of them invalid: buffers queued after
 * an error are preempted and submitted again, in order.
 */
static int test_recover_queued(struct test_case *test)
{
	uint32_t fences[QUEUED] = { 0 };
	struct recovery r;
	unsigned int wrong = 0, i;
	int ret = recovery_open(test, &r);

	if (!ret)
		ret = control_announce(QUEUED / 3);
	for (i = 0; !ret && i < QUEUED; i++) {
		struct vmw_execbuf before = { 0 };

		if (i % 3 == 1) {
			ret = append_wrong(&r, &before);
			wrong++;
		}
		coherent_store(&r.s, i * page_bytes(), page_bytes());
		if (!ret)
			ret = coherent_queue(&r.s, &before, &fences[i]);
		vmw_execbuf_free(&before);
	}
	for (i = 0; !ret && i < QUEUED; i++)
		ret = vmw_fence_finish(test->fd, fences[i]);
	return ret ? ret : recovery_finish(&r, wrong);
}

/* Warm only: a fresh surface may lose its first stores to the driver. */
static const struct test_pattern patterns[] = {
	{ .name = "in_use", .run = test_in_use },
	TEST_SOME(recover_first, TEST_ANY, TEST_BIT(TEST_WARM)),
	TEST_SOME(recover_middle, TEST_ANY, TEST_BIT(TEST_WARM)),
	TEST_SOME(recover_several, TEST_ANY, TEST_BIT(TEST_WARM)),
	TEST_SOME(recover_only, TEST_ANY, TEST_BIT(TEST_WARM)),
	TEST_SOME(recover_queued, TEST_ANY, TEST_BIT(TEST_WARM)),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "cmdbuf", patterns,
			 ARRAY_SIZE(patterns));
}
