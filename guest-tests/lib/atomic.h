/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Atomic commits: properties of mode setting's objects, changed together. */

#ifndef GUEST_TESTS_ATOMIC_H
#define GUEST_TESTS_ATOMIC_H

#include <stddef.h>
#include <stdint.h>

#include "kms.h"

#define ATOMIC_MAX 16

/* Begins as zeros. */
struct atomic {
	unsigned int objects, count;
	uint32_t object[ATOMIC_MAX], properties[ATOMIC_MAX];
	uint32_t property[ATOMIC_MAX];
	uint64_t value[ATOMIC_MAX];
};

/* All functions return 0 or a negative errno. */

/* Once for each descriptor. */
int atomic_enable(const struct kms_screen *screen);

/* The number of the plane that shows the screen's framebuffer. */
int atomic_primary_plane(const struct kms_screen *screen, uint32_t *plane);

/* The number of the object's property @name. */
int atomic_property(const struct kms_screen *screen, uint32_t object,
		    const char *name, uint32_t *property);

/* Add a property by its name; all those of an object one after the other. */
int atomic_add(const struct kms_screen *screen, struct atomic *a,
	       uint32_t object, const char *name, uint64_t value);

/* @flags are DRM_MODE_ATOMIC_* and DRM_MODE_PAGE_FLIP_EVENT. */
int atomic_commit(const struct kms_screen *screen, const struct atomic *a,
		  uint32_t flags);

/* Wait for the event of one commit. */
int atomic_wait(const struct kms_screen *screen);

/* Make the number of a property's value from @size bytes, and give it back. */
int atomic_blob(const struct kms_screen *screen, const void *bytes,
		size_t size, uint32_t *blob);
int atomic_blob_free(const struct kms_screen *screen, uint32_t blob);

#endif
