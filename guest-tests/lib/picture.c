// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The expected picture on the host's screen, compared pixel by pixel. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "control.h"
#include "picture.h"

#define LOOK_INTERVAL_MS 20
/* Shorter than a case's time limit, so that the case can report what it saw. */
#define LOOK_LIMIT_MS 40000
#define MAX_ROWS 8192

static void make_table(uint32_t *table)
{
	int i, bit;

	for (i = 0; i < 256; i++) {
		table[i] = i;
		for (bit = 0; bit < 8; bit++)
			table[i] = table[i] >> 1 ^
				   (table[i] & 1 ? 0xedb88320 : 0);
	}
}

uint32_t picture_crc(const void *bytes, size_t count)
{
	static uint32_t table[256];
	const uint8_t *p = bytes;
	uint32_t crc = UINT32_MAX;

	if (!table[1])
		make_table(table);
	while (count--)
		crc = crc >> 8 ^ table[(crc ^ *p++) & 0xff];
	return ~crc;
}

int picture_new(struct picture *picture, uint32_t width, uint32_t height)
{
	picture->head = 0;
	picture->width = width;
	picture->height = height;
	picture->pixel = calloc((size_t)width * height,
				sizeof(*picture->pixel));
	return picture->pixel ? 0 : -ENOMEM;
}

void picture_free(struct picture *picture)
{
	free(picture->pixel);
	picture->pixel = NULL;
}

/* Five or six bits as eight; the upper bits are repeated below. */
static uint32_t widen(uint32_t value, int bits)
{
	return value << (8 - bits) | value >> (2 * bits - 8);
}

static uint32_t buffer_pixel(const struct kms_buffer *buffer, uint32_t x,
			     uint32_t y)
{
	const uint8_t *row = buffer->pixels + (size_t)y * buffer->pitch;
	uint16_t texel;

	if (buffer->bpp == 32)
		return ((const uint32_t *)row)[x] & 0xffffff;
	texel = ((const uint16_t *)row)[x];
	return widen(texel >> 11, 5) << 16 |
	       widen(texel >> 5 & 0x3f, 6) << 8 | widen(texel & 0x1f, 5);
}

void picture_read(struct picture *picture, const struct kms_buffer *buffer)
{
	uint32_t *pixel = picture->pixel;
	uint32_t x, y;

	for (y = 0; y < picture->height; y++) {
		for (x = 0; x < picture->width; x++)
			*pixel++ = buffer_pixel(buffer, x, y);
	}
}

/* The host's checksums cover three bytes per pixel, red first. */
static uint32_t row_crc(const struct picture *picture, uint32_t y)
{
	const uint32_t *pixel = picture->pixel + (size_t)y * picture->width;
	static uint8_t rgb[3 * MAX_ROWS];
	uint32_t x;

	for (x = 0; x < picture->width; x++) {
		rgb[3 * x] = pixel[x] >> 16;
		rgb[3 * x + 1] = pixel[x] >> 8;
		rgb[3 * x + 2] = pixel[x];
	}
	return picture_crc(rgb, 3 * (size_t)picture->width);
}

/* The rows that the host must see, for a picture of a plausible extent. */
static int sum_rows(const struct picture *picture, uint32_t *rows)
{
	uint32_t y;

	if (picture->width > MAX_ROWS || picture->height > MAX_ROWS)
		return -E2BIG;
	for (y = 0; y < picture->height; y++)
		rows[y] = row_crc(picture, y);
	return 0;
}

static bool looks_like(const struct picture *picture,
		       const struct control_picture *seen)
{
	return seen->width == picture->width &&
	       seen->height == picture->height && !seen->different_rows;
}

int picture_compare(const char *case_name, const char *name,
		    const struct picture *picture)
{
	static uint32_t rows[MAX_ROWS];
	struct control_picture seen;
	int ret = sum_rows(picture, rows);

	if (!ret)
		ret = control_screenshot(case_name, name, picture->head,
					 rows, picture->height, &seen);
	return ret ? ret : !looks_like(picture, &seen);
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

bool picture_again(long long *end)
{
	if (!*end) {
		*end = now_ms() + LOOK_LIMIT_MS;
		return true;
	}
	poll(NULL, 0, LOOK_INTERVAL_MS);
	return now_ms() < *end;
}

int picture_expect(const char *case_name, const char *name,
		   const struct picture *picture)
{
	static uint32_t rows[MAX_ROWS];
	struct control_picture seen = { 0 };
	int ret = sum_rows(picture, rows);
	long long end = 0;

	while (!ret && picture_again(&end)) {
		ret = control_screenshot(case_name, name, picture->head,
					 rows, picture->height, &seen);
		if (ret || looks_like(picture, &seen))
			return ret;
	}
	printf("%s: the host shows %lldx%lld, expected %ux%u\n", name,
	       seen.width, seen.height, picture->width, picture->height);
	printf("%lld rows are different, the first is row %lld\n",
	       seen.different_rows, seen.first_different);
	return ret ? ret : 1;
}
