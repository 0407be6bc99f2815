// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The oracle of all cases: the host's audit of coherent surfaces, and their mappings. */

#include <errno.h>
#include <stdio.h>

#include "hw/display/svga-wire.h"
#include "verdict.h"
#include "witness.h"

static void print_limits(struct json_line *line,
			 const struct coherent_surface *s)
{
	unsigned int i;

	for (i = 0; i < s->limit_count; i++)
		json_printf(line, "%s[%u,%zu]", i ? "," : "",
			    s->limits[i].submission, s->limits[i].bytes);
}

static void print_claim(struct json_line *line,
			const struct coherent_surface *s)
{
	json_printf(line, "{\"tag\":%u,\"size\":%zu,", s->tag,
		    s->surface.size);
	json_printf(line, "\"expect\":\"clean\",\"written_page_ranges\":[");
	model_print_written(s->model, line);
	json_printf(line, "],\"limits\":[");
	print_limits(line, s);
	json_printf(line, "]}");
}

int coherent_audit(struct coherent_surface *s, size_t count,
		   struct control_verdict *verdict)
{
	struct json_line line = { 0 };
	size_t i;
	int ret = witness_send();

	if (ret)
		return ret;
	json_printf(&line, "{\"op\":\"" SVGA_WIRE_OP_AUDIT "\",\"case\":");
	json_string(&line, s->test->name);
	json_printf(&line, ",\"surfaces\":[");
	for (i = 0; i < count; i++) {
		json_printf(&line, i ? "," : "");
		print_claim(&line, &s[i]);
	}
	json_printf(&line, "]}");
	ret = control_audit(line.text, verdict);
	json_free(&line);
	return ret;
}

int coherent_limit(struct coherent_surface *s, size_t bytes)
{
	if (s->limit_count == COHERENT_LIMITS)
		return -ENOSPC;
	s->limits[s->limit_count++] = (struct coherent_limit) {
		.submission = atomic_load(&s->model->begun) + 1,
		.bytes = bytes,
	};
	return 0;
}

int coherent_verify(struct coherent_surface *s, const uint8_t *map)
{
	return model_verify(s->model, map, s->tag);
}

int coherent_finish_all(struct coherent_surface *s, size_t count)
{
	struct control_verdict verdict;
	int ret = coherent_audit(s, count, &verdict);
	size_t i;

	if (ret)
		return ret;
	if (!verdict.clean)
		printf("%s, %s: %s\n", verdict.blame, verdict.layer,
		       verdict.detail);
	ret = verdict.clean ? TEST_PASS : TEST_FAIL;
	for (i = 0; i < count; i++) {
		if (coherent_verify(&s[i], s[i].map))
			ret = TEST_FAIL;
	}
	return ret;
}

int coherent_finish(struct coherent_surface *s)
{
	return coherent_finish_all(s, 1);
}

int coherent_submit_and_finish_all(struct coherent_surface *s, size_t count)
{
	int ret = coherent_submit_all(s, count);

	return ret ? ret : coherent_finish_all(s, count);
}

int coherent_submit_and_finish(struct coherent_surface *s)
{
	return coherent_submit_and_finish_all(s, 1);
}

int coherent_test_stores(struct test_case *test,
			 void (*store)(struct coherent_surface *s))
{
	struct coherent_surface s;
	int ret = coherent_open(test, &s);

	if (ret)
		return ret;
	store(&s);
	return coherent_submit_and_finish(&s);
}
