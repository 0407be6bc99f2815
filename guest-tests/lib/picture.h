/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* What the host's screen must look like, and whether it does, pixel for pixel. */

#ifndef GUEST_TESTS_PICTURE_H
#define GUEST_TESTS_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kms.h"

struct picture {
	uint32_t head;		/* the console of the device that shows it */
	uint32_t width, height;
	uint32_t *pixel;	/* 0xRRGGBB, row by row */
};

/* CRC-32 as zlib has it. */
uint32_t picture_crc(const void *bytes, size_t count);

/* All black. 0 or -ENOMEM. */
int picture_new(struct picture *picture, uint32_t width, uint32_t height);
void picture_free(struct picture *picture);

/* Take over what the buffer holds now; the extents are the same. */
void picture_read(struct picture *picture, const struct kms_buffer *buffer);

/*
 * Ask the host once whether its screen looks like @picture: 0 when it does, a
 * positive number when not, a negative errno. @name is the file's.
 */
int picture_compare(const char *case_name, const char *name,
		    const struct picture *picture);

/* Ask until it does, or a limit is reached: then say what is different. */
int picture_expect(const char *case_name, const char *name,
		   const struct picture *picture);

/*
 * For loops that wait for the host's screen: true at once the first time,
 * when *@end is 0, then after a pause, until there was time enough.
 */
bool picture_again(long long *end);

#endif
