/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The oracle of all cases: the host's audit of coherent surfaces, and their mappings. */

#ifndef GUEST_TESTS_VERDICT_H
#define GUEST_TESTS_VERDICT_H

#include "coherent_steps.h"
#include "control.h"

/* Functions return 0 or a negative errno unless stated otherwise. */

/* Ask the host to compare the device's copies with guest memory. */
int coherent_audit(struct coherent_surface *s, size_t count,
		   struct control_verdict *verdict);

/*
 * Limit the reports of the next submission to @bytes; the host counts them in
 * the next audit. -ENOSPC if there are too many limits.
 */
int coherent_limit(struct coherent_surface *s, size_t bytes);

/* Compare a mapping with the model: 0 if equal, 1 if different (printed). */
int coherent_verify(struct coherent_surface *s, const uint8_t *map);

/*
 * The usual end of a case: 0 if the audit is clean and the mapping as modelled, or TEST_FAIL
 * (printed).
 */
int coherent_finish(struct coherent_surface *s);
int coherent_finish_all(struct coherent_surface *s, size_t count);

/* The same, with a submission before. */
int coherent_submit_and_finish(struct coherent_surface *s);
int coherent_submit_and_finish_all(struct coherent_surface *s, size_t count);

/* The most common case: open the case's surface, @store, submit, finish. */
int coherent_test_stores(struct test_case *test,
			 void (*store)(struct coherent_surface *s));

#endif
