/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The guest's screen: compared, and written as a PNG file. */

#include "domain/screenshot.h"

#include <glib/gstdio.h>
#include <png.h>
#include <string.h>
#include <zlib.h>

#include "base/error.h"
#include "domain/domain.h"
#include "domain/vir.h"

#define SCREENSHOT_SIDE_MAX 16384

/* Red, green and blue, eight bits each. */
#define PIXEL_BYTES 3
#define PICTURE_COLOURS (1u << 24)

typedef struct PpmReader {
    const guint8 *data;
    gsize length;
    gsize offset;
} PpmReader;

/* The next number of the header; 0 if there is none in range. */
static guint ppm_number(PpmReader *reader)
{
    guint value = 0;

    while (reader->offset < reader->length &&
           g_ascii_isspace(reader->data[reader->offset])) {
        reader->offset++;
    }
    while (reader->offset < reader->length &&
           g_ascii_isdigit(reader->data[reader->offset]) &&
           value <= SCREENSHOT_SIDE_MAX) {
        value = value * 10 + reader->data[reader->offset++] - '0';
    }
    return value <= SCREENSHOT_SIDE_MAX ? value : 0;
}

static gsize picture_row_bytes(const ScreenshotInfo *info)
{
    return PIXEL_BYTES * (gsize)info->width;
}

static gboolean picture_from_ppm(ScreenshotInfo *info, const guint8 *data,
                                 gsize length)
{
    PpmReader reader = { data, length, strlen("P6") };
    gsize bytes;

    if (length < reader.offset || memcmp(data, "P6", reader.offset) != 0) {
        return FALSE;
    }
    info->width = ppm_number(&reader);
    info->height = ppm_number(&reader);
    bytes = picture_row_bytes(info) * info->height;
    /* A single white space separates the header and the pixels. */
    if (!bytes || ppm_number(&reader) != 255 ||
        length - reader.offset < 1 + bytes) {
        return FALSE;
    }
    info->pixels = g_memdup2(data + reader.offset + 1, bytes);
    return TRUE;
}

/* One bit per possible colour, since a screen may have a million of them. */
static guint picture_count_colours(const ScreenshotInfo *info)
{
    g_autofree guint8 *seen = g_malloc0(PICTURE_COLOURS / 8);
    const guint8 *end = info->pixels + picture_row_bytes(info) * info->height;
    guint colours = 0;

    for (const guint8 *p = info->pixels; p < end; p += PIXEL_BYTES) {
        guint32 colour = p[0] << 16 | p[1] << 8 | p[2];
        guint8 bit = 1 << colour % 8;

        colours += !(seen[colour / 8] & bit);
        seen[colour / 8] |= bit;
    }
    return colours;
}

/* One CRC per row, so that a difference can be located. */
static GArray *picture_sum_rows(const ScreenshotInfo *info)
{
    GArray *rows = g_array_sized_new(FALSE, FALSE, sizeof(guint32),
                                     info->height);

    for (guint y = 0; y < info->height; y++) {
        guint32 sum = crc32(0, info->pixels + y * picture_row_bytes(info),
                            picture_row_bytes(info));

        g_array_append_val(rows, sum);
    }
    return rows;
}

void screenshot_info_clear(ScreenshotInfo *info)
{
    g_clear_pointer(&info->rows, g_array_unref);
    g_clear_pointer(&info->pixels, g_free);
}

gboolean screenshot_read(const void *data, gsize length, ScreenshotInfo *info,
                         GError **error)
{
    if (!picture_from_ppm(info, data, length)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "screenshot: not a PPM with 255 levels");
        return FALSE;
    }
    info->colours = picture_count_colours(info);
    info->rows = picture_sum_rows(info);
    return TRUE;
}

gboolean screenshot_write(const ScreenshotInfo *info, const char *path,
                          GError **error)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION,
        .width = info->width,
        .height = info->height,
        .format = PNG_FORMAT_RGB,
        /* Fast rather than small, since guests wait for it. */
        .flags = PNG_IMAGE_FLAG_FAST,
    };

    if (!png_image_write_to_file(&image, path, FALSE, info->pixels, 0,
                                 NULL)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "%s: %s", path, image.message);
        return FALSE;
    }
    return TRUE;
}

/*
 * virDomainScreenshot() knows only one head of this device, and makes QEMU
 * compress a picture that is decompressed at once.
 */
gboolean screenshot_take(virDomainPtr domain, guint head, const char *path,
                         ScreenshotInfo *info, GError **error)
{
    g_autofree char *file = g_strconcat(path, ".ppm", NULL);
    JsonObject *arguments = json_object_new();
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    g_autoptr(JsonNode) reply = NULL;
    g_autofree char *bytes = NULL;
    gboolean good;
    gsize length;

    json_object_set_string_member(arguments, "filename", file);
    json_object_set_string_member(arguments, "device", DOMAIN_DEVICE_ID);
    json_object_set_int_member(arguments, "head", head);
    json_node_take_object(node, arguments);
    reply = vir_monitor_command(domain, "screendump", node, error);
    good = reply && g_file_get_contents(file, &bytes, &length, error);
    g_unlink(file);
    return good && screenshot_read(bytes, length, info, error);
}
