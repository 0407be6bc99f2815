/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Looks up structures in the kernel's own type information (BTF). */

#ifndef GUEST_TESTS_BTF_H
#define GUEST_TESTS_BTF_H

#include <stddef.h>

struct btf;

/*
 * Parse @size bytes. A module's types are numbered from the end of the
 * kernel's, @base, which must live as long. NULL: not a BTF that we can read.
 */
struct btf *btf_parse(const void *bytes, size_t size, const struct btf *base);

/* The same for a file such as those in /sys/kernel/btf. */
struct btf *btf_read(const char *path, const struct btf *base);

/*
 * The offset of @member in the structure, in bytes; the member may be in an
 * anonymous structure or union. A negative errno if there is no such member, or
 * if it does not start at a byte.
 */
long btf_offset(const struct btf *btf, const char *structure,
		const char *member);

void btf_free(struct btf *btf);

#endif
