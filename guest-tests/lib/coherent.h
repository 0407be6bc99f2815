/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* A coherent surface under test: its stores, and the submissions that have to carry them. */

#ifndef GUEST_TESTS_COHERENT_H
#define GUEST_TESTS_COHERENT_H

#include "cases.h"
#include "model.h"
#include "svga3d_cmd.h"
#include "vmw_drm.h"

/* Submissions of one surface whose uploads may be limited. */
#define COHERENT_LIMITS 4

/* What a submission's reports may carry at most. */
struct coherent_limit {
	unsigned int submission;
	size_t bytes;
};

/*
 * Stores go to a mapping and to the model alike. A process that shares the
 * surface has a copy of this with its own @fd, @map and handle; tag and model
 * are the same. Surfaces on the same memory share a model, too: it counts the
 * submissions of all of them.
 */
struct coherent_surface {
	struct test_case *test;
	const struct vmw_shape *shape;
	struct vmw_surface surface;
	int fd;			/* the device, as this user of it opened it */
	unsigned int tag;
	uint8_t *map;
	const uint8_t *noted;	/* mapping of the last store that was noted */
	struct coherent_model *model;
	struct coherent_limit limits[COHERENT_LIMITS];
	unsigned int limit_count;
};

/* Functions return 0 or a negative errno unless said otherwise. */

/* Make the case's surface, mapped writable, and submit it once when the case is a warm one. */
int coherent_open(struct test_case *test, struct coherent_surface *s);

/* The steps of coherent_open(), for cases that put something in between. */
int coherent_create(struct test_case *test, const struct vmw_shape *shape,
		    struct coherent_surface *s);
int coherent_map(struct coherent_surface *s);
int coherent_warm(struct coherent_surface *s);

/* Like coherent_create(), for a surface that was made already. */
int coherent_adopt(struct test_case *test, const struct vmw_shape *shape,
		   const struct vmw_surface *surface,
		   struct coherent_surface *s);

/* coherent_open() for @count surfaces, the i-th of @shapes[i % @shape_count]. */
int coherent_open_all(struct test_case *test, const struct vmw_shape *shapes,
		      size_t shape_count, struct coherent_surface *s,
		      size_t count);

/* Change every byte of a range, through the surface's mapping or through @map. */
void coherent_store(struct coherent_surface *s, size_t offset, size_t length);
void coherent_store_through(struct coherent_surface *s, uint8_t *map,
			    size_t offset, size_t length);

/*
 * Have the device use the surface, or several ones in one submission, and wait
 * for it: as the source of a copy without boxes.
 */
int coherent_submit(struct coherent_surface *s);
int coherent_submit_all(struct coherent_surface *s, size_t count);

/* The same as the destination of @box of @from's first image, or of no box. */
int coherent_copy(struct coherent_surface *s, struct coherent_surface *from,
		  const SVGA3dCopyBox *box);

/*
 * coherent_submit() without the wait, which is vmw_fence_finish(), and behind
 * the commands of @before in the same submission.
 */
int coherent_queue(struct coherent_surface *s,
		   const struct vmw_execbuf *before, uint32_t *fence);

#endif
