/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The steps of coherent_open(), for cases that do something in between. */

#ifndef GUEST_TESTS_COHERENT_STEPS_H
#define GUEST_TESTS_COHERENT_STEPS_H

#include "coherent.h"

/* Functions return 0 or a negative errno. */
int coherent_create(struct test_case *test, const struct vmw_shape *shape,
		    struct coherent_surface *s);
int coherent_map(struct coherent_surface *s);
int coherent_warm(struct coherent_surface *s);

/* Like coherent_create(), for an existing surface. */
int coherent_adopt(struct test_case *test, const struct vmw_shape *shape,
		   const struct vmw_surface *surface,
		   struct coherent_surface *s);

#endif
