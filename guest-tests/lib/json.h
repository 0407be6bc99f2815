/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* JSON for the control port: write one object per line, read flat values of a reply. */

#ifndef GUEST_TESTS_JSON_H
#define GUEST_TESTS_JSON_H

#include <stdbool.h>
#include <stddef.h>

/* A line under construction. Grows as needed; the program ends if it runs out of memory. */
struct json_line {
	char *text;
	size_t length;
	size_t size;
};

void json_printf(struct json_line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void json_string(struct json_line *line, const char *value);
void json_free(struct json_line *line);

/*
 * Look up a member of a flat object. Returns false if there is no such member
 * or it has another type. Strings are unescaped (\uXXXX only below 0x80) and
 * truncated to @size.
 */
bool json_get_bool(const char *object, const char *name, bool *value);
bool json_get_number(const char *object, const char *name, long long *value);
bool json_get_string(const char *object, const char *name, char *value,
		     size_t size);

#endif
