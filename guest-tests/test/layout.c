// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Offsets of members: from compiled types, from a table, and in a probe. */

#include <errno.h>
#include <linux/btf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "probes.h"
#include "structures.h"

static unsigned int number, failures;

static void check(bool good, const char *name)
{
	printf("%s %u %s\n", good ? "ok" : "not ok", ++number, name);
	failures += !good;
}

#define CHECK_OFFSET(btf, structure, member) \
	check(btf_offset(btf, #structure, #member) == \
	      (long)offsetof(struct structure, member), \
	      #structure "." #member)

static void test_types(const struct btf *btf)
{
	CHECK_OFFSET(btf, area, pad);
	CHECK_OFFSET(btf, area, start);
	CHECK_OFFSET(btf, area, end);
	CHECK_OFFSET(btf, area, callback);
	CHECK_OFFSET(btf, area, pgoff);
	CHECK_OFFSET(btf, area, named);
	CHECK_OFFSET(btf, area, last);
	CHECK_OFFSET(btf, tracker, method);
	CHECK_OFFSET(btf, tracker, bitmap);
	CHECK_OFFSET(btf, walk, area);
	CHECK_OFFSET(btf, walk, table);
	check(btf_offset(btf, "area", "whole") ==
	      (long)offsetof(struct area, named) + 4 + 1, "a byte of bits");
	check(btf_offset(btf, "area", "high") == -EINVAL, "other bits");
	/* Members of a named member are not found in the structure. */
	check(btf_offset(btf, "area", "part") == -ENOENT, "member of a member");
	check(btf_offset(btf, "area", "bitmap") == -ENOENT, "no such member");
	check(btf_offset(btf, "number", "part") == -ENOENT, "a union");
	check(btf_offset(btf, "nothing", "start") == -ENOENT, "no such type");
}

/* Truncated or corrupt data: no crash, and no type information. */
static void test_broken(const uint8_t *bytes, size_t size)
{
	struct btf_header *header;
	uint8_t *broken = malloc(size);
	bool good = true;
	size_t i;

	for (i = 0; i < size; i++) {
		struct btf *btf = btf_parse(bytes, i, NULL);

		good = good && !btf;
		btf_free(btf);
	}
	check(good, "cut off");
	/* Corrupts each byte of all types, which must be no better. */
	header = (struct btf_header *)broken;
	for (i = sizeof(*header); i < size; i++) {
		struct btf *btf;

		memcpy(broken, bytes, size);
		broken[i] ^= 0xff;
		btf = btf_parse(broken, size, NULL);
		if (btf)
			btf_offset(btf, "area", "last");
		btf_free(btf);
	}
	memcpy(broken, bytes, size);
	header->magic++;
	check(!btf_parse(broken, size, NULL), "another magic number");
	free(broken);
}

/*
 * A module's BTF: its type numbers and strings continue after those of the
 * kernel. Its only structure has an anonymous member of a kernel type.
 */
struct module_types {
	struct btf_header header;
	struct btf_type type;
	struct btf_member members[2];
	char strings[16];
};

static struct btf *parse_module(const struct btf *kernel, uint32_t string_base,
				uint32_t type)
{
	const struct module_types module = {
		.header = {
			.magic = BTF_MAGIC,
			.version = BTF_VERSION,
			.hdr_len = sizeof(module.header),
			.type_len = sizeof(module.type) +
				    sizeof(module.members),
			.str_off = sizeof(module.type) +
				   sizeof(module.members),
			.str_len = sizeof(module.strings),
		},
		.type = {
			.name_off = string_base,
			.info = BTF_KIND_STRUCT << 24 | 2,
		},
		.members = {
			{ .name_off = string_base + 7, .type = 1,
			  .offset = 64 },
			{ .name_off = 0, .type = type, .offset = 128 },
		},
		.strings = "device\0id",
	};

	return btf_parse(&module, sizeof(module), kernel);
}

static void test_module(const struct btf *kernel, const uint8_t *bytes)
{
	const struct btf_header *header = (const void *)bytes;
	unsigned int hits = 0;
	bool good = true;
	uint32_t type;

	for (type = 0; type < 64; type++) {
		struct btf *module = parse_module(kernel, header->str_len,
						  type);

		good = good && module &&
		       btf_offset(module, "device", "id") == 8 &&
		       btf_offset(module, "walk", "area") ==
		       (long)offsetof(struct walk, area);
		hits += module && btf_offset(module, "device", "callback") ==
			16 + (long)offsetof(struct area, callback);
		btf_free(module);
	}
	check(good, "a module's structure and the kernel's");
	/* found once, and again as const if the compiler has such a type */
	check(hits >= 1 && hits <= 2, "a kernel's structure in a module's");
}

static bool finds(const struct layout *layout, const char *name, long wanted)
{
	long offset = -1000;

	return layout_find(layout, name, &offset) && offset == wanted;
}

static void test_table(void)
{
	struct layout table = {
		.table = (char *)"a.b:8,aa.b:16,a.bb-c:-24,x.y:,x.z:1x",
	};
	long offset;

	check(finds(&table, "a.b", 8) && finds(&table, "aa.b", 16),
	      "a table's members");
	check(finds(&table, "a.bb-c", -24), "a table's difference");
	check(!layout_find(&table, "a.bb", &offset) &&
	      !layout_find(&table, "b", &offset) &&
	      !layout_find(&table, "x.y", &offset) &&
	      !layout_find(&table, "x.z", &offset), "what a table has not");
	table.table = NULL;
	check(!layout_find(&table, "a.b", &offset), "no table");
}

static void test_both(struct btf *btf)
{
	struct layout both = {
		.kernel = btf,
		.table = (char *)"walk.area:1000,other.thing:2000",
	};

	check(finds(&both, "walk.area", offsetof(struct walk, area)),
	      "types before the table");
	check(finds(&both, "other.thing", 2000), "the table after types");
	check(finds(&both, "tracker.method-bitmap",
		    (long)offsetof(struct tracker, method) -
		    (long)offsetof(struct tracker, bitmap)),
	      "a difference of types");
}

static bool fills(const char *fields, size_t size, const char *wanted)
{
	const struct layout layout = {
		.table = (char *)"a.b:8,a.c:0,a.d-e:-16",
	};
	char text[64];

	return probes_fill(fields, &layout, text, size) &&
	       !strcmp(text, wanted);
}

static void test_fields(void)
{
	check(fills("", 64, "") && fills("x=$arg1", 64, "x=$arg1"),
	      "fields without members");
	check(fills("x={a.b}({a.c}($arg1)) y={a.d-e}($arg2):u32", 64,
		    "x=+8(+0($arg1)) y=-16($arg2):u32"), "fields with members");
	check(!fills("x={a.x}($arg1)", 64, ""), "an unknown member");
	check(!fills("x={a.b", 64, ""), "a brace that does not end");
	check(fills("{a.b}", 3, "+8") && !fills("{a.b}", 2, "") &&
	      fills("12", 3, "12") && !fills("12", 2, ""), "no more room");
}

static uint8_t *read_all(const char *path, size_t *size)
{
	FILE *file = fopen(path, "re");
	uint8_t *bytes = malloc(1 << 20);

	*size = file && bytes ? fread(bytes, 1, 1 << 20, file) : 0;
	if (file)
		fclose(file);
	return bytes;
}

int main(int argc, char **argv)
{
	struct btf *btf;
	uint8_t *bytes;
	size_t size;

	if (argc != 2) {
		fprintf(stderr, "usage: %s TYPES\n", argv[0]);
		return TEST_USAGE;
	}
	btf = btf_read(argv[1], NULL);
	bytes = read_all(argv[1], &size);
	check(btf && size, "read");
	if (btf) {
		test_types(btf);
		test_module(btf, bytes);
		test_both(btf);
		test_broken(bytes, size);
	}
	check(!btf_read("/nonexistent", NULL), "no file");
	test_table();
	test_fields();
	printf("1..%u\n", number);
	btf_free(btf);
	free(bytes);
	return failures ? TEST_FAIL : TEST_PASS;
}
