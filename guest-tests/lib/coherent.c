// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* A coherent surface under test: stores to it, and the submissions that carry them. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "coherent_steps.h"
#include "hw/display/svga-wire.h"
#include "page.h"
#include "witness.h"

#define MARKER_MAX 240
#define SCRATCH_WIDTH 64

int coherent_adopt(struct test_case *test, const struct vmw_shape *shape,
		   const struct vmw_surface *surface,
		   struct coherent_surface *s)
{
	static unsigned int tags;

	memset(s, 0, sizeof(*s));
	s->test = test;
	s->fd = test->fd;
	s->shape = shape;
	s->surface = *surface;
	s->tag = ++tags;
	if (s->surface.size != vmw_shape_size(shape)) {
		printf("surface has %zu bytes, expected %zu\n",
		       s->surface.size, vmw_shape_size(shape));
		return -EPROTO;
	}
	witness_note("surface tag=%u first_page=%zu page_count=%zu", s->tag,
		     (size_t)(s->surface.map_offset / page_bytes()),
		     page_count(s->surface.size));
	s->model = model_create(s->surface.size);
	return s->model ? 0 : -errno;
}

/* Everything made here is freed by closing the device when the process ends. */
int coherent_create(struct test_case *test, const struct vmw_shape *shape,
		    struct coherent_surface *s)
{
	struct vmw_surface surface;
	int ret = vmw_ioctl_gb_surface_create(test->fd, shape, true, &surface);

	return ret ? ret : coherent_adopt(test, shape, &surface, s);
}

int coherent_map(struct coherent_surface *s)
{
	s->map = vmw_surface_map(s->fd, &s->surface, PROT_READ | PROT_WRITE);
	return s->map == MAP_FAILED ? -errno : 0;
}

int coherent_warm(struct coherent_surface *s)
{
	return s->test->state == TEST_WARM ? coherent_submit(s) : 0;
}

int coherent_open(struct test_case *test, struct coherent_surface *s)
{
	return coherent_open_all(test, test->shape, 1, s, 1);
}

int coherent_open_all(struct test_case *test, const struct vmw_shape *shapes,
		      size_t shape_count, struct coherent_surface *s,
		      size_t count)
{
	int ret = 0;
	size_t i;

	for (i = 0; i < count && !ret; i++) {
		ret = coherent_create(test, &shapes[i % shape_count], &s[i]);
		if (!ret)
			ret = coherent_map(&s[i]);
	}
	if (!ret && test->state == TEST_WARM)
		ret = coherent_submit_all(s, count);
	return ret;
}

/* Stores to the same pages between two submissions count as one. */
static void note_store(struct coherent_surface *s, const uint8_t *map,
		       size_t offset, size_t length)
{
	size_t first = offset / page_bytes();

	if (s->noted == map && model_is_carried(s->model, offset, length))
		return;
	s->noted = map;
	witness_note("store tag=%u first_page=%zu page_count=%zu at=%zu", s->tag, first,
		     (offset + length - 1) / page_bytes() - first + 1,
		     (size_t)map + first * page_bytes());
}

void coherent_store_through(struct coherent_surface *s, uint8_t *map,
			    size_t offset, size_t length)
{
	note_store(s, map, offset, length);
	model_store(s->model, map, offset, length);
}

void coherent_store(struct coherent_surface *s, size_t offset, size_t length)
{
	coherent_store_through(s, s->map, offset, length);
}

void coherent_take(struct coherent_surface *s, size_t offset, size_t length)
{
	note_store(s, s->map, offset, length);
	model_take(s->model, s->map, offset, length);
}

/* Name the surface of the next command in the device's report stream. */
static int append_marker(struct vmw_execbuf *buf, struct coherent_surface *s,
			 const char *role)
{
	char text[MARKER_MAX] = "";
	unsigned int submission = atomic_fetch_add(&s->model->begun, 1) + 1;
	int length = snprintf(text, sizeof(text),
			      SVGA_WIRE_MARKER_PREFIX SVGA_WIRE_MARKER_FORMAT,
			      s->test->name, s->tag, role, submission);

	if (length < 0 || (size_t)length >= sizeof(text))
		return -ENAMETOOLONG;
	witness_note("submit tag=%u sub=%u", s->tag, submission);
	/* Commands consist of words; the rest of the text is zero. */
	return vmw_execbuf_append(buf, SVGA_3D_CMD_NOP, NULL, 0, text,
				  (length + 3) / 4 * 4);
}

static int append_copy(struct vmw_execbuf *buf, struct coherent_surface *s,
		       const char *role, uint32_t src, uint32_t dest,
		       const SVGA3dCopyBox *box)
{
	SVGA3dCmdSurfaceCopy copy = { .src.sid = src, .dest.sid = dest };
	int ret = append_marker(buf, s, role);

	return ret ? ret :
	       vmw_execbuf_append(buf, SVGA_3D_CMD_SURFACE_COPY, &copy,
				  sizeof(copy), box, box ? sizeof(*box) : 0);
}

static int submit(struct coherent_surface *s, const struct vmw_execbuf *buf)
{
	int ret = vmw_execbuf_submit(s->fd, buf);

	if (ret)
		printf("submission %u of surface %u failed\n",
		       atomic_load(&s->model->begun), s->tag);
	return ret;
}

/*
 * A surface that is not coherent, as the other end of empty copies. It has the
 * format of the surface under test, because copies do not convert. One is kept
 * per format and descriptor.
 */
static int scratch_surface(struct coherent_surface *s, uint32_t *handle)
{
	static struct scratch {
		int fd;
		uint32_t format;
		struct vmw_surface surface;
	} made[8];
	static size_t count;
	const struct vmw_shape shape = {
		.format = s->shape->format,
		.width = SCRATCH_WIDTH, .height = 1, .depth = 1,
		.mips = 1, .faces = 1,
	};
	size_t i;
	int ret;

	for (i = 0; i < count; i++) {
		*handle = made[i].surface.handle;
		if (made[i].fd == s->fd && made[i].format == shape.format)
			return 0;
	}
	if (count == ARRAY_SIZE(made))
		return -ENOSPC;
	made[count].fd = s->fd;
	made[count].format = shape.format;
	ret = vmw_ioctl_gb_surface_create(s->fd, &shape, false,
					  &made[count].surface);
	if (!ret)
		*handle = made[count++].surface.handle;
	return ret;
}

int coherent_submit_all(struct coherent_surface *s, size_t count)
{
	struct vmw_execbuf buf = { 0 };
	uint32_t scratch;
	int ret = 0;
	size_t i;

	for (i = 0; i < count && !ret; i++) {
		ret = scratch_surface(&s[i], &scratch);
		if (!ret)
			ret = append_copy(&buf, &s[i], "src",
					  s[i].surface.handle, scratch, NULL);
	}
	if (!ret)
		ret = submit(s, &buf);
	vmw_execbuf_free(&buf);
	return ret;
}

int coherent_queue(struct coherent_surface *s,
		   const struct vmw_execbuf *before, uint32_t *fence)
{
	struct vmw_execbuf buf = { 0 };
	uint32_t scratch;
	int ret = scratch_surface(s, &scratch);

	if (!ret)
		ret = vmw_execbuf_append_all(&buf, before);
	if (!ret)
		ret = append_copy(&buf, s, "src", s->surface.handle, scratch,
				  NULL);
	if (!ret)
		ret = vmw_execbuf_queue(s->fd, &buf, fence);
	vmw_execbuf_free(&buf);
	return ret;
}

int coherent_submit(struct coherent_surface *s)
{
	return coherent_submit_all(s, 1);
}

static void model_copy(struct coherent_surface *s,
		       const struct coherent_surface *from,
		       const SVGA3dCopyBox *box)
{
	size_t row = (size_t)box->w * vmw_shape_block_bytes(s->shape);
	uint32_t y, z;

	atomic_store(&s->model->copied, true);
	for (z = 0; z < box->d; z++) {
		for (y = 0; y < box->h; y++) {
			size_t to = vmw_shape_offset(s->shape, 0, 0, box->x,
						     box->y + y, box->z + z);
			size_t at = vmw_shape_offset(from->shape, 0, 0,
						     box->srcx, box->srcy + y,
						     box->srcz + z);

			memcpy(s->model->bytes + to, from->model->bytes + at,
			       row);
		}
	}
}

int coherent_copy(struct coherent_surface *s, struct coherent_surface *from,
		  const SVGA3dCopyBox *box)
{
	struct vmw_execbuf buf = { 0 };
	int ret = append_copy(&buf, s, "dst", from->surface.handle,
			      s->surface.handle, box);

	if (!ret)
		ret = submit(s, &buf);
	vmw_execbuf_free(&buf);
	if (!ret && box)
		model_copy(s, from, box);
	return ret;
}
