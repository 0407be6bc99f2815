// SPDX-License-Identifier: GPL-2.0
/* The one oracle of all cases: a coherent surface, a model of its content, and the host's audit. */

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "coherent.h"

#define MARKER_MAX 240
#define SCRATCH_WIDTH 64

struct coherent_model {
	atomic_uint begun;	/* submissions begun so far */
	atomic_uint stores;
	size_t pages;
	uint32_t *carrier;	/* per page: submission to carry the last store */
	uint8_t bytes[];
};

static size_t page_size(void)
{
	return sysconf(_SC_PAGESIZE);
}

static int model_create(struct coherent_surface *s)
{
	size_t size = s->surface.size;
	size_t pages = (size + page_size() - 1) / page_size();
	size_t bytes = (sizeof(*s->model) + size + 7) / 8 * 8;
	void *p = mmap(NULL, bytes + pages * sizeof(*s->model->carrier),
		       PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (p == MAP_FAILED)
		return -errno;
	s->model = p;
	s->model->pages = pages;
	s->model->carrier = (uint32_t *)((uint8_t *)p + bytes);
	return 0;
}

/* Closing the device at the end of the process frees what was made here. */
int coherent_create(struct test_case *test, const struct vmw_shape *shape,
		    struct coherent_surface *s)
{
	static unsigned int tags;
	int ret;

	memset(s, 0, sizeof(*s));
	s->test = test;
	s->shape = shape;
	s->tag = ++tags;
	ret = vmw_ioctl_gb_surface_create(test->fd, shape, true, &s->surface);
	if (ret)
		return ret;
	if (s->surface.size != vmw_shape_size(shape)) {
		printf("surface has %zu bytes, expected %zu\n",
		       s->surface.size, vmw_shape_size(shape));
		return -EPROTO;
	}
	return model_create(s);
}

int coherent_map(struct coherent_surface *s)
{
	s->map = vmw_surface_map(s->test->fd, &s->surface,
				 PROT_READ | PROT_WRITE);
	return s->map == MAP_FAILED ? -errno : 0;
}

int coherent_warm(struct coherent_surface *s)
{
	return s->test->state == TEST_WARM ? coherent_submit(s) : 0;
}

int coherent_open(struct test_case *test, struct coherent_surface *s)
{
	int ret = coherent_create(test, test->shape, s);

	if (!ret)
		ret = coherent_map(s);
	if (!ret)
		ret = coherent_warm(s);
	return ret;
}

/* A new value that differs from the old one, and from its neighbours' more often than not. */
static uint8_t changed(uint8_t old, size_t offset, unsigned int store)
{
	uint32_t hash = (uint32_t)offset * 2654435761u + store * 40503u;

	return old + 1 + (hash >> 16) % 255;
}

void coherent_store_through(struct coherent_surface *s, uint8_t *map,
			    size_t offset, size_t length)
{
	struct coherent_model *model = s->model;
	unsigned int store = atomic_fetch_add(&model->stores, 1);
	unsigned int carrier;
	size_t i;

	for (i = offset; i < offset + length; i++)
		model->bytes[i] = changed(model->bytes[i], i, store);
	memcpy(map + offset, model->bytes + offset, length);

	/* A submission that begins from here on sees the store. */
	atomic_thread_fence(memory_order_seq_cst);
	carrier = atomic_load(&model->begun) + 1;
	for (i = offset / page_size(); i <= (offset + length - 1) / page_size(); i++)
		model->carrier[i] = carrier;
}

void coherent_store(struct coherent_surface *s, size_t offset, size_t length)
{
	coherent_store_through(s, s->map, offset, length);
}

/* Name the next command's surface in the device's report stream. */
static int append_marker(struct vmw_execbuf *buf, struct coherent_surface *s,
			 const char *role, unsigned int submission)
{
	char text[MARKER_MAX] = "";
	int length = snprintf(text, sizeof(text),
			      "svgalab:case=%s tag=%u role=%s sub=%u",
			      s->test->name, s->tag, role, submission);

	if (length < 0 || (size_t)length >= sizeof(text))
		return -ENAMETOOLONG;
	/* Commands are whole words; the rest of text is zero. */
	return vmw_execbuf_append(buf, SVGA_3D_CMD_NOP, NULL, 0, text,
				  (length + 3) / 4 * 4);
}

static int submit_copy(struct coherent_surface *s, const char *role,
		       uint32_t src, uint32_t dest, const SVGA3dCopyBox *box)
{
	SVGA3dCmdSurfaceCopy copy = { .src.sid = src, .dest.sid = dest };
	struct vmw_execbuf buf = { 0 };
	unsigned int submission = atomic_fetch_add(&s->model->begun, 1) + 1;
	int ret = append_marker(&buf, s, role, submission);

	if (!ret)
		ret = vmw_execbuf_append(&buf, SVGA_3D_CMD_SURFACE_COPY, &copy,
					 sizeof(copy), box,
					 box ? sizeof(*box) : 0);
	if (!ret)
		ret = vmw_execbuf_submit(s->test->fd, &buf);
	if (ret)
		printf("submission %u of surface %u failed\n", submission,
		       s->tag);
	return ret;
}

/*
 * A surface that is not coherent, to be the other end of empty copies. It has
 * the format of the surface under test: copies do not convert.
 */
static int scratch_surface(struct coherent_surface *s,
			   struct vmw_surface *scratch)
{
	static struct vmw_surface made[TEST_KINDS];
	const bool is_buffer = s->shape->format == SVGA3D_BUFFER;
	const struct vmw_shape shape = {
		.format = s->shape->format,
		.width = SCRATCH_WIDTH, .height = 1, .depth = 1,
		.mips = 1, .faces = 1,
	};
	struct vmw_surface *own = &made[is_buffer ? TEST_BUFFER : TEST_TEXTURE];
	int ret = 0;

	if (!own->size)
		ret = vmw_ioctl_gb_surface_create(s->test->fd, &shape, false,
						  own);
	*scratch = *own;
	return ret;
}

int coherent_submit(struct coherent_surface *s)
{
	struct vmw_surface scratch;
	int ret = scratch_surface(s, &scratch);

	if (ret)
		return ret;
	return submit_copy(s, "src", s->surface.handle, scratch.handle, NULL);
}

static void model_copy(struct coherent_surface *s,
		       const struct coherent_surface *from,
		       const SVGA3dCopyBox *box)
{
	size_t row = (size_t)box->w * vmw_shape_block_bytes(s->shape);
	uint32_t y, z;

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
	int ret = submit_copy(s, "dst", from->surface.handle,
			      s->surface.handle, box);

	if (!ret)
		model_copy(s, from, box);
	return ret;
}

/* [submission, first page, last page] for each run of pages with one carrier. */
static void print_written(struct json_line *line,
			  const struct coherent_model *model)
{
	const char *comma = "";
	size_t first, end;

	for (first = 0; first < model->pages; first = end) {
		uint32_t carrier = model->carrier[first];

		end = first + 1;
		while (end < model->pages && model->carrier[end] == carrier)
			end++;
		if (!carrier)
			continue;
		json_printf(line, "%s[%u,%zu,%zu]", comma, carrier, first,
			    end - 1);
		comma = ",";
	}
}

int coherent_audit(struct coherent_surface *s, struct control_verdict *verdict)
{
	struct json_line line = { 0 };
	int ret;

	json_printf(&line, "{\"op\":\"audit\",\"case\":");
	json_string(&line, s->test->name);
	json_printf(&line, ",\"surfaces\":[{\"tag\":%u,\"size\":%zu,", s->tag,
		    s->surface.size);
	json_printf(&line, "\"expect\":\"clean\",\"written\":[");
	print_written(&line, s->model);
	json_printf(&line, "]}]}");
	ret = control_audit(line.text, verdict);
	json_free(&line);
	return ret;
}

int coherent_verify(struct coherent_surface *s, const uint8_t *map)
{
	const uint8_t *bytes = s->model->bytes;
	size_t i, first = 0, differ = 0;

	if (!memcmp(map, bytes, s->surface.size))
		return 0;

	for (i = 0; i < s->surface.size; i++) {
		if (map[i] == bytes[i])
			continue;
		if (!differ++)
			first = i;
	}
	printf("mapping of surface %u differs from what was stored: %zu bytes, ",
	       s->tag, differ);
	printf("first at %zu (page %zu): 0x%02x instead of 0x%02x\n", first,
	       first / page_size(), map[first], bytes[first]);
	return 1;
}

int coherent_finish(struct coherent_surface *s)
{
	struct control_verdict verdict;
	int ret = coherent_audit(s, &verdict);
	int same;

	if (ret)
		return ret;
	if (!verdict.clean)
		printf("%s: %s\n", verdict.blame, verdict.detail);
	same = !coherent_verify(s, s->map);
	return verdict.clean && same ? TEST_PASS : TEST_FAIL;
}
