/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The guest's screen: compared, and written as a PNG file. */

#ifndef SVGALAB_SCREENSHOT_H
#define SVGALAB_SCREENSHOT_H

#include <glib.h>
#include <libvirt/libvirt.h>

typedef struct ScreenshotInfo {
    guint width;
    guint height;
    guint colours;      /* number of distinct colours */
    GArray *rows;       /* guint32: CRC-32 of each row's R, G, B bytes */
    guint8 *pixels;     /* R, G, B, row by row, without padding */
} ScreenshotInfo;

void screenshot_info_clear(ScreenshotInfo *info);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ScreenshotInfo, screenshot_info_clear)

/*
 * Take a picture of @domain's screen @head. @path is where it may be written
 * later; QEMU writes a temporary file beside it. @info is zeroed first, and
 * must be cleared afterwards whatever the result.
 */
gboolean screenshot_take(virDomainPtr domain, guint head, const char *path,
                         ScreenshotInfo *info, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Parse a picture, binary PPM with 255 levels; @info as above. */
gboolean screenshot_read(const void *data, gsize length, ScreenshotInfo *info,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Write a picture to @path as a PNG file. */
gboolean screenshot_write(const ScreenshotInfo *info, const char *path,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
