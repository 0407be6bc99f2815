/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A minimal VNC viewer for qtests: cursors and requests for sizes. */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/sockets.h"
#include "qapi/error.h"
#include <glib/gstdio.h>
#include "svga-vnc.h"

/* RFC 6143, and encodings registered since */
#define RFB_NO_AUTHENTICATION 1
#define RFB_SET_ENCODINGS 2
#define RFB_SET_DESKTOP_SIZE 251
#define RFB_FRAMEBUFFER_UPDATE 0
#define RFB_EXTENDED_DESKTOP_SIZE (-308)
#define RFB_ALPHA_CURSOR (-314)
#define RFB_SERVER_INIT_BYTES 24

/* Read the header of a rectangle; its contents are still to be read. */
typedef struct RfbRect {
    uint16_t x;
    uint16_t y;
    uint16_t w;
    uint16_t h;
    int32_t encoding;
} RfbRect;

static void rfb_read(QSvgaVnc *vnc, void *buf, size_t size)
{
    uint8_t *p = buf;

    while (size) {
        ssize_t done = read(vnc->fd, p, size);

        g_assert_cmpint(done, >, 0);
        p += done;
        size -= done;
    }
}

static void rfb_write(QSvgaVnc *vnc, const void *buf, size_t size)
{
    g_assert_cmpint(qemu_write_full(vnc->fd, buf, size), ==, size);
}

/* QEMU's data directory must have a key map, which may be empty. */
static const char *const vnc_files[] = { "socket", "keymaps/en-us" };

QSvgaVnc *qsvga_vnc_new(void)
{
    QSvgaVnc *vnc = g_new0(QSvgaVnc, 1);
    g_autofree char *keymaps = NULL;
    g_autofree char *keymap = NULL;

    vnc->fd = -1;
    vnc->dir = g_dir_make_tmp("qsvga-vnc-XXXXXX", NULL);
    g_assert_nonnull(vnc->dir);
    keymaps = g_build_filename(vnc->dir, "keymaps", NULL);
    keymap = g_build_filename(vnc->dir, "keymaps", "en-us", NULL);
    g_assert_cmpint(g_mkdir(keymaps, 0755), ==, 0);
    g_assert_true(g_file_set_contents(keymap, "", 0, NULL));
    vnc->args = g_strdup_printf("-L %s -vnc unix:%s/socket", vnc->dir,
                                vnc->dir);
    return vnc;
}

void qsvga_vnc_connect(QSvgaVnc *vnc)
{
    static const struct {
        uint8_t type, pad;
        uint8_t count[2];
        uint8_t encodings[8];
    } encodings = {
        RFB_SET_ENCODINGS, 0, { 0, 2 },
        { 0xff, 0xff, 0xfe, 0xcc, 0xff, 0xff, 0xfe, 0xc6 },
    };
    g_autofree char *path = g_build_filename(vnc->dir, "socket", NULL);
    uint8_t init[RFB_SERVER_INIT_BYTES];
    g_autofree char *name = NULL;
    uint8_t buf[12];

    vnc->fd = unix_connect(path, &error_abort);
    rfb_read(vnc, buf, 12);
    rfb_write(vnc, "RFB 003.003\n", 12);
    rfb_read(vnc, buf, 4);
    g_assert_cmpuint(ldl_be_p(buf), ==, RFB_NO_AUTHENTICATION);
    rfb_write(vnc, "\1", 1);
    rfb_read(vnc, init, sizeof(init));
    name = g_malloc(ldl_be_p(init + 20));
    rfb_read(vnc, name, ldl_be_p(init + 20));
    rfb_write(vnc, &encodings, sizeof(encodings));
}

void qsvga_vnc_free(QSvgaVnc *vnc)
{
    g_autofree char *keymaps = g_build_filename(vnc->dir, "keymaps", NULL);

    if (vnc->fd >= 0) {
        close(vnc->fd);
    }
    for (size_t i = 0; i < ARRAY_SIZE(vnc_files); i++) {
        g_autofree char *path = g_build_filename(vnc->dir, vnc_files[i],
                                                 NULL);

        g_unlink(path);
    }
    g_rmdir(keymaps);
    g_rmdir(vnc->dir);
    g_free(vnc->args);
    g_free(vnc->dir);
    g_free(vnc);
}

/* The first rectangle of the next update; QEMU sends them one by one. */
static RfbRect rfb_next(QSvgaVnc *vnc)
{
    uint8_t buf[16];

    rfb_read(vnc, buf, sizeof(buf));
    g_assert_cmpuint(buf[0], ==, RFB_FRAMEBUFFER_UPDATE);
    g_assert_cmpuint(lduw_be_p(buf + 2), ==, 1);
    return (RfbRect) {
        lduw_be_p(buf + 4), lduw_be_p(buf + 6), lduw_be_p(buf + 8),
        lduw_be_p(buf + 10), ldl_be_p(buf + 12),
    };
}

static void rfb_skip_screens(QSvgaVnc *vnc)
{
    uint8_t count[4], screen[16];

    rfb_read(vnc, count, sizeof(count));
    while (count[0]--) {
        rfb_read(vnc, screen, sizeof(screen));
    }
}

static QSvgaVncCursor rfb_read_cursor(QSvgaVnc *vnc, const RfbRect *rect)
{
    QSvgaVncCursor cursor = { rect->w, rect->h, rect->x, rect->y };
    size_t bytes = (size_t)rect->w * rect->h * 4;
    uint8_t encoding[4];

    rfb_read(vnc, encoding, sizeof(encoding));
    cursor.argb = g_malloc(bytes);
    rfb_read(vnc, cursor.argb, bytes);
    return cursor;
}

QSvgaVncCursor qsvga_vnc_cursor(QSvgaVnc *vnc)
{
    for (;;) {
        RfbRect rect = rfb_next(vnc);

        if (rect.encoding == RFB_ALPHA_CURSOR) {
            return rfb_read_cursor(vnc, &rect);
        }
        g_assert_cmpint(rect.encoding, ==, RFB_EXTENDED_DESKTOP_SIZE);
        rfb_skip_screens(vnc);
    }
}

void qsvga_vnc_expect(QSvgaVnc *vnc, const QSvgaVncCursor *want)
{
    size_t bytes = (size_t)want->width * want->height * 4;
    QSvgaVncCursor got = qsvga_vnc_cursor(vnc);

    g_assert_cmpuint(got.width, ==, want->width);
    g_assert_cmpuint(got.height, ==, want->height);
    g_assert_cmpuint(got.hot_x, ==, want->hot_x);
    g_assert_cmpuint(got.hot_y, ==, want->hot_y);
    g_assert_cmpmem(got.argb, bytes, want->argb, bytes);
    g_free(got.argb);
}

/* The server answers a request with status 4: forwarded. */
void qsvga_vnc_resize(QSvgaVnc *vnc, uint16_t width, uint16_t height)
{
    uint8_t wish[8 + 16] = { RFB_SET_DESKTOP_SIZE };
    RfbRect rect;

    stw_be_p(wish + 2, width);
    stw_be_p(wish + 4, height);
    wish[6] = 1;
    stw_be_p(wish + 16, width);
    stw_be_p(wish + 18, height);
    rfb_write(vnc, wish, sizeof(wish));
    do {
        rect = rfb_next(vnc);
        if (rect.encoding == RFB_ALPHA_CURSOR) {
            g_free(rfb_read_cursor(vnc, &rect).argb);
        } else {
            g_assert_cmpint(rect.encoding, ==, RFB_EXTENDED_DESKTOP_SIZE);
            rfb_skip_screens(vnc);
        }
    } while (rect.encoding != RFB_EXTENDED_DESKTOP_SIZE || rect.y != 4);
}
