/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The guest's screen: looked at, and written as a PNG file. */

#ifndef SVGALAB_SCREENSHOT_H
#define SVGALAB_SCREENSHOT_H

#include <glib.h>
#include <libvirt/libvirt.h>

typedef struct ScreenshotInfo {
    guint width;
    guint height;
    guint colours;      /* different ones */
    GArray *rows;       /* guint32: CRC-32 of each row's R, G, B bytes */
    guint8 *pixels;     /* R, G, B, row by row, nothing between */
} ScreenshotInfo;

void screenshot_info_clear(ScreenshotInfo *info);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ScreenshotInfo, screenshot_info_clear)

/*
 * Take a picture of @domain's screen @head. @path is where it may go later;
 * QEMU writes a file beside it on the way. @info is zeroed before and to be
 * cleared after, whatever the outcome.
 */
gboolean screenshot_take(virDomainPtr domain, guint head, const char *path,
                         ScreenshotInfo *info, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Take in a picture, binary PPM with 255 levels; @info as above. */
gboolean screenshot_read(const void *data, gsize length, ScreenshotInfo *info,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Write a picture to @path as PNG. */
gboolean screenshot_write(const ScreenshotInfo *info, const char *path,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
