/* SPDX-License-Identifier: GPL-2.0 */
/* The one oracle of all cases: a coherent surface, a model of its content, and the host's audit. */

#ifndef GUEST_TESTS_COHERENT_H
#define GUEST_TESTS_COHERENT_H

#include "cases.h"
#include "control.h"
#include "svga3d_cmd.h"
#include "vmw_drm.h"

struct coherent_model;

/*
 * A surface under test. Stores go to a mapping and to the model alike; the
 * model also remembers which submission had to carry each page. It lives in
 * shared memory, so that a forked child's stores count. Stores from several
 * threads must not touch the same page.
 */
struct coherent_surface {
	struct test_case *test;
	const struct vmw_shape *shape;
	struct vmw_surface surface;
	unsigned int tag;
	uint8_t *map;
	struct coherent_model *model;
};

/* Functions return 0 or a negative errno unless said otherwise. */

/* Make the case's surface, mapped writable, and submit it once when the case is a warm one. */
int coherent_open(struct test_case *test, struct coherent_surface *s);

/* The steps of coherent_open(), for cases that put something in between. */
int coherent_create(struct test_case *test, const struct vmw_shape *shape,
		    struct coherent_surface *s);
int coherent_map(struct coherent_surface *s);
int coherent_warm(struct coherent_surface *s);

/* Change every byte of a range, through the surface's mapping or through @map. */
void coherent_store(struct coherent_surface *s, size_t offset, size_t length);
void coherent_store_through(struct coherent_surface *s, uint8_t *map,
			    size_t offset, size_t length);

/*
 * Have the device use the surface, and wait for it: as the source of a copy
 * without boxes, or as the destination of @box of @from's first image.
 */
int coherent_submit(struct coherent_surface *s);
int coherent_copy(struct coherent_surface *s, struct coherent_surface *from,
		  const SVGA3dCopyBox *box);

/* Ask the host to compare the device's copy with guest memory. */
int coherent_audit(struct coherent_surface *s, struct control_verdict *verdict);

/* Compare a mapping with the model: 0 same, 1 different (printed). */
int coherent_verify(struct coherent_surface *s, const uint8_t *map);

/* The usual end of a case: audit clean and mapping as modelled, or TEST_FAIL (printed). */
int coherent_finish(struct coherent_surface *s);

#endif
