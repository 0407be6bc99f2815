// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Offsets of structure members in the running kernel. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

#define BTF_DIR "/sys/kernel/btf/"
#define COMMAND_LINE "/proc/cmdline"
#define TABLE_KEY "svgalab.layout="

/* x86 does not accept more. */
#define COMMAND_LINE_MAX 2048

static char *read_table(void)
{
	FILE *file = fopen(COMMAND_LINE, "re");
	char line[COMMAND_LINE_MAX + 1], *table = NULL;

	if (!file)
		return NULL;
	if (fgets(line, sizeof(line), file))
		table = strstr(line, TABLE_KEY);
	fclose(file);
	if (!table)
		return NULL;
	table += strlen(TABLE_KEY);
	return strndup(table, strcspn(table, "\n "));
}

void layout_load(struct layout *layout)
{
	layout->kernel = btf_read(BTF_DIR "vmlinux", NULL);
	layout->module = layout->kernel ?
			 btf_read(BTF_DIR "vmwgfx", layout->kernel) : NULL;
	layout->table = read_table();
}

static bool find_in_types(const struct layout *layout, const char *name,
			  long *offset)
{
	const struct btf *btf = layout->module ? layout->module :
				layout->kernel;
	char structure[64], member[64], other[64];
	int parts = sscanf(name, "%63[^.].%63[^-]-%63s", structure, member,
			   other);
	long from = 0;

	if (!btf || parts < 2)
		return false;
	*offset = btf_offset(btf, structure, member);
	if (parts == 3)
		from = btf_offset(btf, structure, other);
	if (*offset < 0 || from < 0)
		return false;
	*offset -= from;
	return true;
}

static bool find_in_table(const char *table, const char *name, long *offset)
{
	size_t length = strlen(name);

	while (table) {
		char *end;

		if (!strncmp(table, name, length) && table[length] == ':') {
			*offset = strtol(table + length + 1, &end, 10);
			return end > table + length + 1 &&
			       (!*end || *end == ',');
		}
		table = strchr(table, ',');
		table += table ? 1 : 0;
	}
	return false;
}

bool layout_find(const struct layout *layout, const char *name, long *offset)
{
	return find_in_types(layout, name, offset) ||
	       find_in_table(layout->table, name, offset);
}

void layout_free(struct layout *layout)
{
	btf_free(layout->module);
	btf_free(layout->kernel);
	free(layout->table);
	memset(layout, 0, sizeof(*layout));
}
