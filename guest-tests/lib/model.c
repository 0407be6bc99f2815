// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The expected bytes of a surface, and the submission that had to carry each page. */

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "model.h"
#include "page.h"

/* A surface with fewer pages than this is compared completely. */
#define LARGE_PAGES 128

/* Only pages that a case stores to ever get memory. */
struct coherent_model *model_create(size_t size)
{
	struct coherent_model *model;
	size_t pages = page_count(size);
	size_t bytes = (sizeof(*model) + size + 7) / 8 * 8;

	model = mmap(NULL, bytes + pages * sizeof(*model->carrier),
		     PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (model == MAP_FAILED)
		return NULL;
	model->size = size;
	model->pages = pages;
	model->carrier = (uint32_t *)((uint8_t *)model + bytes);
	return model;
}

/* A new value that differs from the old one, and usually from the neighbours' values. */
static uint8_t changed(uint8_t old, size_t offset, unsigned int store)
{
	uint32_t hash = (uint32_t)offset * 2654435761u + store * 40503u;

	return old + 1 + (hash >> 16) % 255;
}

/* A submission that starts after this sees what is in memory now. */
static void carry(struct coherent_model *model, size_t offset, size_t length)
{
	unsigned int carrier;
	size_t i;

	atomic_thread_fence(memory_order_seq_cst);
	carrier = atomic_load(&model->begun) + 1;
	for (i = offset / page_bytes();
	     i <= (offset + length - 1) / page_bytes(); i++)
		model->carrier[i] = carrier;
}

bool model_is_carried(const struct coherent_model *model, size_t offset,
		      size_t length)
{
	unsigned int carrier = atomic_load(&model->begun) + 1;
	size_t i;

	for (i = offset / page_bytes();
	     i <= (offset + length - 1) / page_bytes(); i++) {
		if (model->carrier[i] != carrier)
			return false;
	}
	return true;
}

void model_store(struct coherent_model *model, uint8_t *map, size_t offset,
		 size_t length)
{
	unsigned int store = atomic_fetch_add(&model->stores, 1);
	size_t i;

	for (i = offset; i < offset + length; i++)
		model->bytes[i] = changed(model->bytes[i], i, store);
	memcpy(map + offset, model->bytes + offset, length);
	carry(model, offset, length);
}

void model_take(struct coherent_model *model, const uint8_t *map,
		size_t offset, size_t length)
{
	memcpy(model->bytes + offset, map + offset, length);
	carry(model, offset, length);
}

static bool worth_reading(const struct coherent_model *model, size_t page)
{
	size_t first = page ? page - 1 : 0;
	size_t last = page + 1 < model->pages ? page + 1 : page;

	if (model->pages < LARGE_PAGES || atomic_load(&model->copied))
		return true;
	for (page = first; page <= last; page++) {
		if (model->carrier[page])
			return true;
	}
	return false;
}

/*
 * Count the bytes of one page that differ; *@first is the offset of the first
 * one.
 */
static size_t page_differences(const struct coherent_model *model,
			       const uint8_t *map, size_t page, size_t *first)
{
	size_t i = page * page_bytes();
	size_t end = i + page_bytes() < model->size ? i + page_bytes() :
						      model->size;
	size_t differ = 0;

	if (!memcmp(map + i, model->bytes + i, end - i))
		return 0;
	for (; i < end; i++) {
		if (map[i] != model->bytes[i] && !differ++)
			*first = i;
	}
	return differ;
}

int model_verify(const struct coherent_model *model, const uint8_t *map,
		 unsigned int tag)
{
	size_t page, at = 0, first = 0, differ = 0;

	for (page = 0; page < model->pages; page++) {
		size_t here = worth_reading(model, page) ?
			      page_differences(model, map, page, &at) : 0;

		if (here && !differ)
			first = at;
		differ += here;
	}
	if (!differ)
		return 0;

	printf("mapping of surface %u differs from what was stored: %zu bytes, ",
	       tag, differ);
	printf("first at %zu (page %zu): 0x%02x instead of 0x%02x\n", first,
	       first / page_bytes(), map[first], model->bytes[first]);
	return 1;
}

void model_print_written(const struct coherent_model *model,
			 struct json_line *line)
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
		json_printf(line, "%s[%zu,%zu,%u]", comma, first, end - first,
			    carrier);
		comma = ",";
	}
}
