// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The cases of the kernel's KUnit suites, which ran during boot. */

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cases.h"
#include "foreign.h"

#define SUITES "/sys/kernel/debug/kunit"
#define RESULTS SUITES "/%.*s/results"

/* Kernel output about one case, up to its result line. */
struct notes {
	char text[4096];
	size_t length;
};

static void notes_add(struct notes *notes, const char *line)
{
	size_t length = strlen(line);

	if (notes->length + length < sizeof(notes->text)) {
		memcpy(notes->text + notes->length, line, length + 1);
		notes->length += length;
	}
}

static void notes_clear(struct notes *notes)
{
	notes->text[0] = 0;
	notes->length = 0;
}

/* The rest of @line after "ok N " or "not ok N ", or NULL if it is not a result. */
static const char *result_name(const char *line, bool *ok)
{
	*ok = strncmp(line, "not ", 4);
	if (!*ok)
		line += 4;
	if (strncmp(line, "ok ", 3) || !isdigit((unsigned char)line[3]))
		return NULL;
	line += 3 + strspn(line + 3, "0123456789");
	return *line == ' ' ? line + 1 : NULL;
}

static bool is_named(const char *result, const char *name)
{
	size_t length = strlen(name);

	return !strncmp(result, name, length) &&
	       isspace((unsigned char)result[length]);
}

static int judge(const char *result, bool ok, const struct notes *notes)
{
	const char *skip = strstr(result, "# SKIP");

	printf("%s", notes->text);
	if (skip) {
		printf("%s", skip + strlen("# SKIP "));
		return TEST_SKIP;
	}
	return ok ? TEST_PASS : TEST_FAIL;
}

/* Suites have KTAP results; those of their cases are indented. */
static int find_result(FILE *file, const char *name)
{
	struct notes notes = { .length = 0 };
	char line[512];
	bool ok;

	while (fgets(line, sizeof(line), file)) {
		const char *text = line + strspn(line, " ");
		const char *result = result_name(text, &ok);

		if (result && is_named(result, name))
			return judge(result, ok, &notes);
		if (result || !strncmp(text, "1..", 3))
			notes_clear(&notes);
		else
			notes_add(&notes, text);
	}
	printf("the suite has no result of %s\n", name);
	return TEST_FAIL;
}

static int run_kunit_case(struct test_case *test)
{
	const char *suite = strchr(test->name, '/') + 1;
	const char *name = strchr(suite, '/');
	char path[256];
	FILE *file;
	int ret;

	snprintf(path, sizeof(path), RESULTS, (int)(name - suite), suite);
	file = fopen(path, "re");
	if (!file && access(SUITES, F_OK))
		return foreign_lacks("KUnit");
	if (!file && errno == ENOENT)
		return foreign_lacks("suite of that name");
	if (!file) {
		printf("%s: %s: was it booted with kunit.enable=1?\n", path,
		       strerror(errno));
		return TEST_FAIL;
	}
	ret = find_result(file, name + 1);
	fclose(file);
	return ret;
}

static const struct test_pattern patterns[] = {
#include "kunit-cases.h"
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "kunit", patterns, ARRAY_SIZE(patterns));
}
