/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* A coherent surface under test: stores to it, and the submissions that carry them. */

#ifndef GUEST_TESTS_COHERENT_H
#define GUEST_TESTS_COHERENT_H

#include "cases.h"
#include "model.h"
#include "svga3d_cmd.h"
#include "vmw_drm.h"
#include "vmw_execbuf.h"

/* Maximum number of submissions of a surface with limits. */
#define COHERENT_LIMITS 4

/* Maximum number of bytes that the reports of a submission may cover. */
struct coherent_limit {
	unsigned int submission;
	size_t bytes;
};

/*
 * Stores go to a mapping and to the model alike. A process that shares the
 * surface has a copy of this struct with its own @fd, @map and handle, but the
 * same tag and model. Surfaces in the same memory share a model, too, which
 * counts the submissions of all of them.
 */
struct coherent_surface {
	struct test_case *test;
	const struct vmw_shape *shape;
	struct vmw_surface surface;
	int fd;			/* this user's descriptor of the device */
	unsigned int tag;
	uint8_t *map;
	const uint8_t *noted;	/* mapping of the last noted store */
	struct coherent_model *model;
	struct coherent_limit limits[COHERENT_LIMITS];
	unsigned int limit_count;
};

/* Functions return 0 or a negative errno unless stated otherwise. */

/* Create the case's surface, mapped writable, and submit it once if the case is a warm one. */
int coherent_open(struct test_case *test, struct coherent_surface *s);

/* coherent_open() for @count surfaces, with shape @shapes[i % @shape_count] for the i-th. */
int coherent_open_all(struct test_case *test, const struct vmw_shape *shapes,
		      size_t shape_count, struct coherent_surface *s,
		      size_t count);

/* Change every byte of a range through the surface's mapping, or through @map. */
void coherent_store(struct coherent_surface *s, size_t offset, size_t length);
void coherent_store_through(struct coherent_surface *s, uint8_t *map,
			    size_t offset, size_t length);

/* The same for bytes that something else has stored through the mapping. */
void coherent_take(struct coherent_surface *s, size_t offset, size_t length);

/*
 * Make the device use the surface, or several in one submission, as the source
 * of a copy without boxes, and wait for it.
 */
int coherent_submit(struct coherent_surface *s);
int coherent_submit_all(struct coherent_surface *s, size_t count);

/*
 * The same as the destination of a copy of @box of @from's first image, or of
 * no box.
 */
int coherent_copy(struct coherent_surface *s, struct coherent_surface *from,
		  const SVGA3dCopyBox *box);

/*
 * coherent_submit() without the wait, which is vmw_fence_finish(), and with the
 * commands of @before ahead in the same submission.
 */
int coherent_queue(struct coherent_surface *s,
		   const struct vmw_execbuf *before, uint32_t *fence);

#endif
