// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The expected text console, from its characters, font and colours. */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/kd.h>

#include "textscreen.h"

#define TTY "/dev/tty0"
#define CELLS "/dev/vcsa"
#define COLOURS 16
#define GLYPHS 512
/* The kernel's format has 32 rows per glyph, whatever its height. */
#define GLYPH_ROWS 32
#define MAX_CELLS (512 * 256)

struct font {
	unsigned int width, height;
	uint8_t rows[GLYPHS * GLYPH_ROWS];	/* one byte each, bit 7 left */
};

/* The header of /dev/vcsa, and a cell: character and attribute. */
struct cells {
	uint8_t lines, columns, x, y;
	struct {
		uint8_t glyph;
		uint8_t attribute;	/* foreground, background << 4 */
	} cell[MAX_CELLS];
};

static int open_tty(int flags)
{
	int fd = open(TTY, flags | O_CLOEXEC | O_NOCTTY);

	return fd < 0 ? -errno : fd;
}

int textscreen_write(const char *text, size_t length)
{
	int fd = open_tty(O_WRONLY);
	ssize_t done;

	if (fd < 0)
		return fd;
	done = write(fd, text, length);
	close(fd);
	return done == (ssize_t)length ? 0 : -EIO;
}

static int read_font(struct font *font, uint8_t *colours)
{
	struct console_font_op op = {
		.op = KD_FONT_OP_GET,
		.width = 8,
		.height = GLYPH_ROWS,
		.charcount = GLYPHS,
		.data = font->rows,
	};
	int fd = open_tty(O_RDWR);
	int ret;

	if (fd < 0)
		return fd;
	ret = ioctl(fd, KDFONTOP, &op) || ioctl(fd, GIO_CMAP, colours) ?
	      -errno : 0;
	close(fd);
	font->width = op.width;
	font->height = op.height;
	return ret ? ret : op.width == 8 ? 0 : -ENOTSUP;
}

static int read_cells(struct cells *cells)
{
	int fd = open(CELLS, O_RDONLY | O_CLOEXEC);
	ssize_t size;

	if (fd < 0)
		return -errno;
	size = read(fd, cells, sizeof(*cells));
	close(fd);
	return size >= 4 + 2 * cells->lines * cells->columns ? 0 : -EIO;
}

/*
 * The palette is indexed by the numbers of the escape sequences, where 1 is red
 * and 4 is blue; attributes have VGA's numbers, where these are swapped.
 */
static void read_colours(const uint8_t *rgb, uint32_t *colour)
{
	unsigned int i;

	for (i = 0; i < COLOURS; i++) {
		unsigned int vga = (i & 0xa) | (i & 1) << 2 | (i & 4) >> 2;

		colour[vga] = rgb[3 * i] << 16 | rgb[3 * i + 1] << 8 |
			      rgb[3 * i + 2];
	}
}

static void draw_cell(struct picture *picture, const struct font *font,
		      uint32_t *at, unsigned int glyph, uint32_t fg,
		      uint32_t bg)
{
	const uint8_t *rows = font->rows + glyph * GLYPH_ROWS;
	unsigned int x, y;

	for (y = 0; y < font->height; y++, at += picture->width) {
		for (x = 0; x < font->width; x++)
			at[x] = rows[y] & 0x80 >> x ? fg : bg;
	}
}

int textscreen_draw(struct picture *picture)
{
	uint8_t rgb[3 * COLOURS];
	uint32_t colour[COLOURS];
	static struct cells cells;
	static struct font font;
	int ret = read_font(&font, rgb);
	unsigned int i;

	if (!ret)
		ret = read_cells(&cells);
	if (ret)
		return ret;
	if (cells.columns * font.width > picture->width ||
	    cells.lines * font.height > picture->height)
		return -ERANGE;
	read_colours(rgb, colour);
	for (i = 0; i < (unsigned int)cells.lines * cells.columns; i++) {
		uint32_t line = i / cells.columns, column = i % cells.columns;

		draw_cell(picture, &font,
			  picture->pixel + line * font.height * picture->width +
			  column * font.width, cells.cell[i].glyph,
			  colour[cells.cell[i].attribute & 0xf],
			  colour[cells.cell[i].attribute >> 4]);
	}
	return 0;
}

int textscreen_new(struct picture *picture)
{
	struct kms_screen screen;
	int ret = kms_open(&screen);

	if (ret)
		return ret;
	kms_close(&screen);
	printf("the guest's mode is %ux%u\n", screen.width, screen.height);
	return picture_new(picture, screen.width, screen.height);
}

int textscreen_expect(const char *case_name, const char *name,
		      struct picture *picture)
{
	long long end = 0;
	int ret = 0, seen = 1;

	while (!ret && seen > 0 && picture_again(&end)) {
		memset(picture->pixel, 0, (size_t)picture->width *
		       picture->height * sizeof(*picture->pixel));
		ret = textscreen_draw(picture);
		if (!ret)
			seen = picture_compare(case_name, name, picture);
	}
	if (!ret && seen > 0)
		printf("the host shows something else\n");
	return ret ? ret : seen;
}
