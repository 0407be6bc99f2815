// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Old ioctls and commands, which any program may still use: no harm comes of them. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include <drm.h>
#include <vmwgfx_drm.h>

#include "kernel_log.h"
#include "page.h"
#include "verdict.h"
#include "vmw_ioctl.h"

#define CALLS 200
/* As many as any limit of the kernel's on repeated messages lets through. */
#define FEW 20

static int send_message(int fd)
{
	struct drm_vmw_msg_arg arg = {
		.send = (uintptr_t)"info-get guestinfo.svgalab",
		.send_only = 1,
	};

	return vmw_ioctl(fd, VMW_IOWR(DRM_VMW_MSG, struct drm_vmw_msg_arg),
			 &arg);
}

/* Who fails may say so, but must not fill the log. */
static int test_messages(struct test_case *test)
{
	static const char * const text = "Failed to open channel";
	int log = kernel_log_open(SEEK_END), fd = vmw_drm_open(O_RDWR);
	unsigned int i, failed = 0, lines = 0;
	int ret;

	if (log < 0 || fd < 0)
		return log < 0 ? log : fd;
	for (i = 0; i < CALLS; i++)
		failed += send_message(fd) != 0;
	ret = kernel_log_count(log, &text, &lines, 1);
	printf("%u of %u messages failed, with %u lines in the log\n", failed,
	       CALLS, lines);
	if (!ret && lines > FEW) {
		printf("a program can fill the log\n");
		ret = TEST_FAIL;
	}
	return ret;
}

/* A command that is shorter than its fixed part by some words. */
struct short_command {
	uint32_t id;
	size_t size;
};

/* None of them gets through, and the driver warns of none. */
static int send_short(int fd, const struct short_command *command)
{
	static const uint8_t zeros[128];
	size_t size;
	int ret = 0;

	for (size = 0; size < command->size && !ret; size += 4) {
		struct vmw_execbuf buf = { 0 };
		int sent = vmw_execbuf_append(&buf, command->id, zeros, size,
					      NULL, 0);

		if (!sent)
			sent = vmw_execbuf_submit(fd, &buf);
		vmw_execbuf_free(&buf);
		if (!sent) {
			printf("command %u of %zu bytes is accepted\n",
			       command->id, size);
			ret = TEST_FAIL;
		}
	}
	return ret;
}

static int test_short_commands(struct test_case *test)
{
	static const struct short_command commands[] = {
		{ SVGA_3D_CMD_DRAW_PRIMITIVES,
		  sizeof(SVGA3dCmdDrawPrimitives) },
		{ SVGA_3D_CMD_SURFACE_DMA, sizeof(SVGA3dCmdSurfaceDMA) },
	};
	struct coherent_surface s;
	int ret = coherent_open(test, &s);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands) && !ret; i++)
		ret = send_short(s.fd, &commands[i]);
	if (ret)
		return ret;
	coherent_store(&s, 3 * page_bytes() + 7, 100);
	return coherent_submit_and_finish(&s);
}

static int send_zeros(int fd, uint32_t id, size_t size)
{
	static const uint8_t zeros[64];
	struct vmw_execbuf buf = { 0 };
	int ret = vmw_execbuf_append(&buf, id, zeros, size, NULL, 0);

	if (!ret)
		ret = vmw_execbuf_submit(fd, &buf);
	vmw_execbuf_free(&buf);
	return ret;
}

/* The driver lets any program send these, without a look at what is in them. */
static int test_idle_commands(struct test_case *test)
{
	static const uint32_t ids[] = {
		SVGA_3D_CMD_PRESENT_READBACK, SVGA_3D_CMD_NOP_ERROR,
	};
	long long before, after;
	int fd = vmw_drm_open(O_RDWR), ret;
	size_t i, size;

	ret = control_property("stat-guest-errors", &before);
	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		for (size = 0; size <= 32 && !ret; size += 4)
			ret = send_zeros(fd, ids[i], size);
	}
	if (!ret)
		ret = control_property("stat-guest-errors", &after);
	if (!ret && after != before) {
		printf("the device refused %lld of them\n", after - before);
		ret = TEST_FAIL;
	}
	return ret;
}

static const struct test_pattern patterns[] = {
	{ .name = "messages", .run = test_messages },
	{ .name = "idle_commands", .run = test_idle_commands },
	TEST_SOME(short_commands, TEST_BIT(TEST_BUFFER), TEST_BIT(TEST_WARM)),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "legacy", patterns, ARRAY_SIZE(patterns));
}
