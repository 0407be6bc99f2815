/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* What the kernel's own type information (BTF) says of its structures. */

#ifndef GUEST_TESTS_BTF_H
#define GUEST_TESTS_BTF_H

#include <stddef.h>

struct btf;

/*
 * Take in @size bytes; a module's are numbered on from those of the kernel,
 * @base, which has to stay as long. NULL: this is no BTF that we can read.
 */
struct btf *btf_parse(const void *bytes, size_t size, const struct btf *base);

/* The same for a file, such as those in /sys/kernel/btf. */
struct btf *btf_read(const char *path, const struct btf *base);

/*
 * Where @member begins in the structure, in bytes, also in a structure or
 * union without a name in it. A negative errno when there is no such thing, or
 * it does not begin at a byte.
 */
long btf_offset(const struct btf *btf, const char *structure,
		const char *member);

void btf_free(struct btf *btf);

#endif
