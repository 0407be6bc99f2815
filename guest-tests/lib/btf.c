// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Looks up structures in the kernel's own type information (BTF). */

#include <errno.h>
#include <fcntl.h>
#include <linux/btf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "btf.h"

/* Maximum nesting of anonymous structures. */
#define DEPTH_MAX 16

struct btf {
	uint8_t *bytes;
	const char *strings;
	uint32_t string_size;
	uint32_t string_base;		/* strings before it are in @base */
	const struct btf_type **types;
	uint32_t type_count;
	uint32_t type_base;		/* number of the first type */
	const struct btf *base;
};

/* Bytes after the common part of a type; negative: unknown kind. */
static long extra_size(const struct btf_type *type)
{
	static const struct {
		uint8_t fixed;
		uint8_t each;
	} sizes[NR_BTF_KINDS] = {
		[BTF_KIND_INT] = { sizeof(uint32_t), 0 },
		[BTF_KIND_ARRAY] = { sizeof(struct btf_array), 0 },
		[BTF_KIND_STRUCT] = { 0, sizeof(struct btf_member) },
		[BTF_KIND_UNION] = { 0, sizeof(struct btf_member) },
		[BTF_KIND_ENUM] = { 0, sizeof(struct btf_enum) },
		[BTF_KIND_FUNC_PROTO] = { 0, sizeof(struct btf_param) },
		[BTF_KIND_VAR] = { sizeof(struct btf_var), 0 },
		[BTF_KIND_DATASEC] = { 0, sizeof(struct btf_var_secinfo) },
		[BTF_KIND_DECL_TAG] = { sizeof(struct btf_decl_tag), 0 },
		[BTF_KIND_ENUM64] = { 0, sizeof(struct btf_enum64) },
	};
	unsigned int kind = BTF_INFO_KIND(type->info);

	if (kind == BTF_KIND_UNKN || kind >= NR_BTF_KINDS)
		return -1;
	return sizes[kind].fixed +
	       (long)sizes[kind].each * BTF_INFO_VLEN(type->info);
}

static bool add_type(struct btf *btf, const struct btf_type *type)
{
	/* Grow the array whenever its length reaches a power of two. */
	if (!(btf->type_count & (btf->type_count - 1))) {
		size_t places = btf->type_count ? btf->type_count * 2 : 1;
		void *types = realloc(btf->types, places * sizeof(*btf->types));

		if (!types)
			return false;
		btf->types = types;
	}
	btf->types[btf->type_count++] = type;
	return true;
}

static bool index_types(struct btf *btf, const uint8_t *at, size_t size)
{
	while (size >= sizeof(struct btf_type)) {
		const struct btf_type *type = (const struct btf_type *)at;
		long extra = extra_size(type);

		if (extra < 0 || size < sizeof(*type) + extra ||
		    !add_type(btf, type))
			return false;
		at += sizeof(*type) + extra;
		size -= sizeof(*type) + extra;
	}
	return !size;
}

/* If the string section ends with a zero, so does every string in it. */
static bool index_parts(struct btf *btf, size_t size)
{
	const struct btf_header *header = (const void *)btf->bytes;
	const uint8_t *parts;

	if (size < sizeof(*header) || header->magic != BTF_MAGIC ||
	    header->version != BTF_VERSION || header->hdr_len > size)
		return false;
	parts = btf->bytes + header->hdr_len;
	size -= header->hdr_len;
	if (header->type_off > size || header->type_off % 4 ||
	    header->type_len > size - header->type_off ||
	    header->str_off > size || !header->str_len ||
	    header->str_len > size - header->str_off ||
	    parts[header->str_off + header->str_len - 1])
		return false;
	btf->strings = (const char *)parts + header->str_off;
	btf->string_size = header->str_len;
	return index_types(btf, parts + header->type_off, header->type_len);
}

/* Takes ownership of @bytes. */
static struct btf *adopt(uint8_t *bytes, size_t size, const struct btf *base)
{
	struct btf *btf = calloc(1, sizeof(*btf));

	if (!btf) {
		free(bytes);
		return NULL;
	}
	btf->bytes = bytes;
	btf->base = base;
	btf->type_base = base ? base->type_base + base->type_count : 1;
	btf->string_base = base ? base->string_base + base->string_size : 0;
	if (!index_parts(btf, size)) {
		btf_free(btf);
		return NULL;
	}
	return btf;
}

struct btf *btf_parse(const void *bytes, size_t size, const struct btf *base)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		return NULL;
	memcpy(copy, bytes, size);
	return adopt(copy, size, base);
}

struct btf *btf_read(const char *path, const struct btf *base)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t size = 1 << 16, length = 0;
	uint8_t *bytes = fd < 0 ? NULL : malloc(size);
	ssize_t n = 1;

	while (bytes && n > 0) {
		n = read(fd, bytes + length, size - length);
		length += n > 0 ? n : 0;
		if (length == size)
			bytes = realloc(bytes, size *= 2);
	}
	if (fd >= 0)
		close(fd);
	return bytes ? adopt(bytes, length, base) : NULL;
}

static const char *string_at(const struct btf *btf, uint32_t offset)
{
	while (btf->base && offset < btf->string_base)
		btf = btf->base;
	offset -= btf->string_base;
	return offset < btf->string_size ? btf->strings + offset : "";
}

/* NULL: void, or an invalid number. */
static const struct btf_type *type_at(const struct btf *btf, uint32_t number)
{
	while (btf->base && number < btf->type_base)
		btf = btf->base;
	return number >= btf->type_base &&
	       number - btf->type_base < btf->type_count ?
	       btf->types[number - btf->type_base] : NULL;
}

static bool has_members(const struct btf_type *type)
{
	return BTF_INFO_KIND(type->info) == BTF_KIND_STRUCT ||
	       BTF_INFO_KIND(type->info) == BTF_KIND_UNION;
}

/* Strip "const" and "volatile" from a type. */
static const struct btf_type *bare_type(const struct btf *btf, uint32_t number)
{
	const struct btf_type *type = type_at(btf, number);
	int depth;

	for (depth = 0; type && depth < DEPTH_MAX; depth++) {
		unsigned int kind = BTF_INFO_KIND(type->info);

		if (kind != BTF_KIND_CONST && kind != BTF_KIND_VOLATILE &&
		    kind != BTF_KIND_TYPE_TAG)
			break;
		type = type_at(btf, type->type);
	}
	return type;
}

static long member_bit(const struct btf *btf, const struct btf_type *type,
		       const char *name, int depth)
{
	const struct btf_member *members = (const void *)(type + 1);
	unsigned int i;

	for (i = 0; i < BTF_INFO_VLEN(type->info); i++) {
		const char *found = string_at(btf, members[i].name_off);
		const struct btf_type *inner;
		long bit = BTF_INFO_KFLAG(type->info) ?
			   BTF_MEMBER_BIT_OFFSET(members[i].offset) :
			   members[i].offset;
		long within;

		if (!strcmp(found, name))
			return bit;
		inner = *found ? NULL : bare_type(btf, members[i].type);
		if (!inner || !has_members(inner) || depth == DEPTH_MAX)
			continue;
		within = member_bit(btf, inner, name, depth + 1);
		if (within >= 0)
			return bit + within;
	}
	return -ENOENT;
}

long btf_offset(const struct btf *btf, const char *structure,
		const char *member)
{
	uint32_t i;
	long bit;

	for (i = 0; i < btf->type_count; i++) {
		const struct btf_type *type = btf->types[i];

		if (BTF_INFO_KIND(type->info) != BTF_KIND_STRUCT ||
		    strcmp(string_at(btf, type->name_off), structure))
			continue;
		bit = member_bit(btf, type, member, 0);
		return bit >= 0 && bit % 8 ? -EINVAL : bit < 0 ? bit : bit / 8;
	}
	return btf->base ? btf_offset(btf->base, structure, member) : -ENOENT;
}

void btf_free(struct btf *btf)
{
	if (btf) {
		free(btf->bytes);
		free(btf->types);
		free(btf);
	}
}
