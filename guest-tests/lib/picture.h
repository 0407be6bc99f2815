/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The expected picture on the host's screen, compared pixel by pixel. */

#ifndef GUEST_TESTS_PICTURE_H
#define GUEST_TESTS_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kms.h"

struct picture {
	uint32_t head;		/* console of the device that shows it */
	uint32_t width, height;
	uint32_t *pixel;	/* 0xRRGGBB, row by row */
};

/* CRC-32 as in zlib. */
uint32_t picture_crc(const void *bytes, size_t count);

/* All black. 0 or -ENOMEM. */
int picture_new(struct picture *picture, uint32_t width, uint32_t height);
void picture_free(struct picture *picture);

/* Copy the current contents of the buffer, which has the same extent. */
void picture_read(struct picture *picture, const struct kms_buffer *buffer);

/*
 * Ask the host once if its screen looks like @picture: 0 if it does, a positive
 * number if not, a negative errno on error. @name is the file's.
 */
int picture_compare(const char *case_name, const char *name,
		    const struct picture *picture);

/* Ask until it does, or until a time limit; then print the difference. */
int picture_expect(const char *case_name, const char *name,
		   const struct picture *picture);

/*
 * For loops that wait for the host's screen: true at once the first time, when
 * *@end is 0, then after a pause, until the time is up.
 */
bool picture_again(long long *end);

#endif
