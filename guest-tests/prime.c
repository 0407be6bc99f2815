// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* PRIME descriptors and handles: what is shared is found, closed and given back. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "foreign.h"
#include "gem.h"
#include "page.h"
#include "verdict.h"
#include "vmw_bo.h"

/* How often something is done that must leave nothing behind. */
#define TIMES 100
#define SURFACES 8

static const struct vmw_shape shape = {
	.format = SVGA3D_BUFFER, .width = 544 * 4096, .height = 1, .depth = 1,
	.mips = 1, .faces = 1,
};

/*
 * A descriptor of a buffer on which no surface is: no surface can be had from
 * it, which is a program's mistake and not the kernel's.
 */
static int test_plain_buffer(struct test_case *test)
{
	int fd = vmw_drm_open(O_RDWR), other = vmw_drm_open(O_RDWR);
	struct vmw_surface surface;
	struct vmw_bo bo;
	int dma_buf, ret = vmw_ioctl_bo_create(fd, page_bytes(), &bo);

	dma_buf = ret ? ret : gem_export(fd, bo.handle);
	if (dma_buf == -ENOENT)
		return foreign_lacks("PRIME for buffers");
	if (dma_buf < 0)
		return dma_buf;
	ret = vmw_ioctl_surface_import(other, dma_buf, &surface);
	printf("a surface from a plain buffer: %s\n", strerror(-ret));
	return ret == -EINVAL ? TEST_PASS : TEST_FAIL;
}

/* A surface on its way from one client to another. */
struct transfer {
	int from, to;		/* the clients' descriptors of the device */
	struct vmw_surface surface;
	int dma_buf;
};

static int transfer_open(struct transfer *t)
{
	int ret;

	t->from = vmw_drm_open(O_RDWR);
	t->to = vmw_drm_open(O_RDWR);
	ret = vmw_ioctl_gb_surface_create(t->from, &shape, false, &t->surface);
	if (ret)
		return ret;
	t->dma_buf = gem_export(t->from, t->surface.handle);
	return t->dma_buf < 0 ? t->dma_buf : 0;
}

/* The handle that the generic call gives is closed @TIMES times by @close_handle. */
static int import_and_close(int (*close_handle)(int fd, uint32_t handle))
{
	struct transfer t;
	uint32_t handle;
	int refused = 0, i, ret = transfer_open(&t);

	for (i = 0; i < TIMES && !ret; i++) {
		ret = gem_import(t.to, t.dma_buf, &handle);
		if (!ret && close_handle(t.to, handle))
			refused++;
	}
	if (!ret && refused)
		printf("%d of %d handles cannot be closed\n", refused, TIMES);
	return ret ? ret : refused ? TEST_FAIL : TEST_PASS;
}

/* As any client does that knows nothing of vmwgfx. */
static int test_generic_close(struct test_case *test)
{
	return import_and_close(gem_close);
}

/* As Mesa's driver does. */
static int test_surface_close(struct test_case *test)
{
	return import_and_close(vmw_ioctl_surface_unref);
}

static int foreign_buffer(void)
{
	return gem_foreign_buffer(page_bytes());
}

/* Of a client that is gone when its buffer is used. */
static int own_buffer(void)
{
	int fd = vmw_drm_open(O_RDWR), ret;
	struct vmw_bo bo;

	ret = vmw_ioctl_bo_create(fd, page_bytes(), &bo);
	if (!ret)
		ret = gem_export(fd, bo.handle);
	close(fd);
	return ret;
}

/* Import a dma-buf and close it again. */
static int import_once(int dma_buf)
{
	int fd = vmw_drm_open(O_RDWR);
	uint32_t handle;
	int ret = gem_import(fd, dma_buf, &handle);

	if (!ret)
		ret = gem_close(fd, handle);
	close(fd);
	return ret;
}

static int test_imports(int (*make_buffer)(void))
{
	int before = gem_dma_bufs(), after, i, ret = 0;

	for (i = 0; i < TIMES && !ret && before >= 0; i++) {
		int dma_buf = make_buffer();

		ret = dma_buf < 0 ? dma_buf : import_once(dma_buf);
		if (dma_buf >= 0)
			close(dma_buf);
	}
	after = gem_dma_bufs();
	if (before == -ENOENT)
		return foreign_lacks("list of dma-bufs");
	if (ret == -ENOENT)
		return foreign_lacks("PRIME for buffers");
	if (ret || before < 0 || after < 0)
		return ret ? ret : before < 0 ? before : after;
	if (after == before)
		return TEST_PASS;
	printf("%d of %d dma-bufs are left\n", after - before, TIMES);
	return TEST_FAIL;
}

static int test_foreign_buffer(struct test_case *test)
{
	return test_imports(foreign_buffer);
}

static int test_own_buffer(struct test_case *test)
{
	return test_imports(own_buffer);
}

/* What clients own, as kernel and device see it. */
struct balance {
	long long host_memory;
	int dma_bufs;
};

/* What is destroyed is freed on the device before its next command ends. */
static int take_balance(int fd, struct balance *balance)
{
	int ret = vmw_execbuf_sync(fd);

	if (!ret)
		ret = control_property("host-memory-used",
				       &balance->host_memory);
	balance->dma_bufs = gem_dma_bufs();
	if (balance->dma_bufs == -ENOENT)
		return foreign_lacks("list of dma-bufs");
	return ret ? ret : balance->dma_bufs < 0 ? balance->dma_bufs : 0;
}

static int drop(int fd, const struct vmw_surface *surface)
{
	int ret = vmw_ioctl_surface_unref(fd, surface->handle);

	return ret ? ret : gem_close(fd, surface->buffer);
}

/* The other client sees in the shared surface what was stored. */
static int look(int fd, struct coherent_surface *s,
		const struct vmw_surface *surface)
{
	uint8_t *map = vmw_surface_map(fd, surface, PROT_READ);
	int ret;

	if (map == MAP_FAILED)
		return -errno;
	ret = coherent_verify(s, map) ? TEST_FAIL : 0;
	munmap(map, surface->map_size);
	return ret;
}

static int drop_own(struct coherent_surface *s)
{
	munmap(s->map, s->surface.map_size);
	return drop(s->fd, &s->surface);
}

/* The descriptor goes first, and the exporter last. */
static int close_downwards(struct coherent_surface *s, int other)
{
	int dma_buf = gem_export(s->fd, s->surface.handle);
	struct vmw_surface imported;
	int ret;

	if (dma_buf < 0)
		return dma_buf;
	ret = vmw_ioctl_surface_import(other, dma_buf, &imported);
	close(dma_buf);
	if (!ret)
		ret = look(other, s, &imported);
	if (!ret)
		ret = drop(other, &imported);
	return ret ? ret : drop_own(s);
}

/* The exporter goes first, and the descriptor last. */
static int close_upwards(struct coherent_surface *s, int other)
{
	int dma_buf = gem_export(s->fd, s->surface.handle);
	struct vmw_surface imported;
	int ret = dma_buf < 0 ? dma_buf : drop_own(s);

	if (!ret)
		ret = vmw_ioctl_surface_import(other, dma_buf, &imported);
	if (!ret)
		ret = look(other, s, &imported);
	if (!ret)
		ret = drop(other, &imported);
	if (dma_buf >= 0)
		close(dma_buf);
	return ret;
}

static int use_and_close(struct test_case *test, int other,
			 int (*close_all)(struct coherent_surface *s,
					  int other))
{
	struct coherent_surface s;
	int ret = coherent_open_all(test, &shape, 1, &s, 1);

	if (ret)
		return ret;
	coherent_store(&s, 3 * page_bytes() + 5, 5000);
	ret = coherent_submit_and_finish(&s);
	return ret ? ret : close_all(&s, other);
}

static int test_balance(struct test_case *test,
			int (*close_all)(struct coherent_surface *s, int other))
{
	struct balance before, after;
	int i, other = vmw_drm_open(O_RDWR), ret;

	test->fd = vmw_drm_open(O_RDWR);
	/* what the library makes for itself is made by the first use */
	ret = use_and_close(test, other, close_all);
	if (!ret)
		ret = take_balance(other, &before);
	for (i = 0; i < SURFACES && !ret; i++)
		ret = use_and_close(test, other, close_all);
	if (!ret)
		ret = take_balance(other, &after);
	if (ret)
		return ret;
	printf("host memory went from %lld to %lld, dma-bufs from %d to %d\n",
	       before.host_memory, after.host_memory, before.dma_bufs,
	       after.dma_bufs);
	return after.dma_bufs == before.dma_bufs &&
	       after.host_memory < before.host_memory + shape.width ?
	       TEST_PASS : TEST_FAIL;
}

static int test_exporter_last(struct test_case *test)
{
	return test_balance(test, close_downwards);
}

static int test_exporter_first(struct test_case *test)
{
	return test_balance(test, close_upwards);
}

static const struct test_pattern patterns[] = {
	{ .name = "plain_buffer", .run = test_plain_buffer },
	{ .name = "generic_close", .run = test_generic_close },
	{ .name = "surface_close", .run = test_surface_close },
	{ .name = "foreign_buffer", .run = test_foreign_buffer },
	{ .name = "own_buffer", .run = test_own_buffer },
	{ .name = "exporter_last", .run = test_exporter_last },
	{ .name = "exporter_first", .run = test_exporter_first },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "prime", patterns, ARRAY_SIZE(patterns));
}
