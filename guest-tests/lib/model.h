/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The expected bytes of a surface, and the submission that had to carry each page. */

#ifndef GUEST_TESTS_MODEL_H
#define GUEST_TESTS_MODEL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json.h"

/* Shared with forked children, whose stores count as well. */
struct coherent_model {
	atomic_uint begun;	/* submissions started so far */
	atomic_uint stores;
	atomic_bool copied;	/* the device has written to it, too */
	size_t size;
	size_t pages;
	uint32_t *carrier;	/* per page: submission to carry the last store */
	uint8_t bytes[];
};

/* A model of @size zero bytes. NULL with errno on error. */
struct coherent_model *model_create(size_t size);

/*
 * Give every byte of a range a new value, first in the model and then at the
 * same offset of @map. Two threads must not do so to the same page.
 */
void model_store(struct coherent_model *model, uint8_t *map, size_t offset,
		 size_t length);

/* True if the next submission already has to carry every page of a range. */
bool model_is_carried(const struct coherent_model *model, size_t offset,
		      size_t length);

/* The same for bytes that are in @map already. */
void model_take(struct coherent_model *model, const uint8_t *map,
		size_t offset, size_t length);

/*
 * Compare @map with the model: 0 if equal, 1 if different (printed for surface
 * @tag). Of a large surface, only the pages that were stored to and their
 * neighbours: faulting in all others would take longer than the rest of a case.
 */
int model_verify(const struct coherent_model *model, const uint8_t *map,
		 unsigned int tag);

/* Append [submission, first page, last page] for each run of pages with one carrier. */
void model_print_written(const struct coherent_model *model,
			 struct json_line *line);

#endif
