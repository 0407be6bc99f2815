// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* JSON for the control port: line writer, and lookup in flat objects. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

/* Most pieces of text are not longer. */
#define SHORT_TEXT 128

static void json_reserve(struct json_line *line, size_t more)
{
	if (line->length + more + 1 <= line->size)
		return;

	line->size = 2 * (line->length + more + 1);
	line->text = realloc(line->text, line->size);
	if (!line->text) {
		perror("json");
		exit(EXIT_FAILURE);
	}
}

/* Append formatted text unquoted: punctuation, names and numbers. */
void json_printf(struct json_line *line, const char *format, ...)
{
	va_list args;
	int length;

	json_reserve(line, SHORT_TEXT);
	va_start(args, format);
	length = vsnprintf(line->text + line->length, SHORT_TEXT, format, args);
	va_end(args);
	if (length < 0)
		return;

	if (length >= SHORT_TEXT) {
		json_reserve(line, length);
		va_start(args, format);
		vsnprintf(line->text + line->length, length + 1, format, args);
		va_end(args);
	}
	line->length += length;
}

static void json_append(struct json_line *line, const char *bytes, size_t count)
{
	json_reserve(line, count);
	memcpy(line->text + line->length, bytes, count);
	line->length += count;
	line->text[line->length] = 0;
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

/* Append a quoted string; copy runs without escapes in one piece. */
void json_string(struct json_line *line, const char *value)
{
	json_append(line, "\"", 1);
	while (*value) {
		const char *end = value;

		while (is_plain(*end))
			end++;
		json_append(line, value, end - value);
		value = end;
		if (*value)
			json_printf(line, "\\u%04x", (unsigned char)*value++);
	}
	json_append(line, "\"", 1);
}

void json_free(struct json_line *line)
{
	free(line->text);
	memset(line, 0, sizeof(*line));
}

/* End of the string literal that starts after the quote at @p. */
static const char *skip_string(const char *p)
{
	for (; *p && *p != '"'; p++) {
		if (*p == '\\' && p[1])
			p++;
	}
	return p;
}

static const char *skip_space(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

/*
 * Find the value of the member @name of the outermost object. Nested values are
 * skipped by depth, so a member of an inner object is never found.
 */
static const char *find_member(const char *object, const char *name)
{
	size_t length = strlen(name);
	const char *p = object;
	int depth = 0;

	for (; *p; p++) {
		if (*p == '{' || *p == '[') {
			depth++;
		} else if (*p == '}' || *p == ']') {
			depth--;
		} else if (*p == '"') {
			const char *start = p + 1;
			const char *end = skip_string(start);
			const char *next;

			if (!*end)
				return NULL;
			p = end;
			next = skip_space(end + 1);
			if (depth == 1 && *next == ':' &&
			    (size_t)(end - start) == length &&
			    !memcmp(start, name, length))
				return skip_space(next + 1);
		}
	}
	return NULL;
}

bool json_get_bool(const char *object, const char *name, bool *value)
{
	const char *p = find_member(object, name);

	if (!p || (strncmp(p, "true", 4) && strncmp(p, "false", 5)))
		return false;
	*value = *p == 't';
	return true;
}

bool json_get_number(const char *object, const char *name, long long *value)
{
	const char *p = find_member(object, name);
	char *end;

	if (!p)
		return false;
	*value = strtoll(p, &end, 10);
	return end != p;
}

static char unescape(const char **p)
{
	static const char from[] = "nrtbf";
	static const char to[] = "\n\r\t\b\f";
	const char *hit;
	unsigned int code;

	if (**p == 'u' && sscanf(*p + 1, "%4x", &code) == 1) {
		*p += 4;
		return code < 0x80 ? code : '?';
	}
	hit = strchr(from, **p);
	return hit ? to[hit - from] : **p;
}

bool json_get_string(const char *object, const char *name, char *value,
		     size_t size)
{
	const char *p = find_member(object, name);
	const char *end;
	size_t n = 0;

	if (!p || *p != '"')
		return false;
	end = skip_string(++p);
	for (; p < end; p++) {
		char c = *p;

		if (c == '\\') {
			p++;
			c = unescape(&p);
		}
		if (n + 1 < size)
			value[n++] = c;
	}
	if (size)
		value[n] = 0;
	return true;
}
