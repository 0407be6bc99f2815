/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest's screen: looked at, and written as a PNG file. */

#include "screenshot.h"

#include <glib/gstdio.h>
#include <png.h>
#include <string.h>
#include <zlib.h>

#include "domain.h"
#include "error.h"
#include "vir.h"

#define SCREENSHOT_SIDE_MAX 16384

/* Of eight bits for each of red, green and blue. */
#define PICTURE_COLOURS (1u << 24)

typedef struct PictureReader {
    const guint8 *data;
    gsize length;
    gsize offset;
} PictureReader;

static cairo_status_t picture_read(void *opaque, unsigned char *data,
                                   unsigned int length)
{
    PictureReader *reader = opaque;

    if (length > reader->length - reader->offset) {
        return CAIRO_STATUS_READ_ERROR;
    }
    memcpy(data, reader->data + reader->offset, length);
    reader->offset += length;
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *picture_from_png(PictureReader *reader)
{
    return cairo_image_surface_create_from_png_stream(picture_read, reader);
}

/* The next number of a PPM header; 0 when there is none in range. */
static guint picture_number(PictureReader *reader)
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

static void picture_copy_rows(cairo_surface_t *picture, const guint8 *from)
{
    guint width = cairo_image_surface_get_width(picture);
    guint height = cairo_image_surface_get_height(picture);
    guint stride = cairo_image_surface_get_stride(picture);
    guint8 *data = cairo_image_surface_get_data(picture);

    cairo_surface_flush(picture);
    for (guint y = 0; y < height; y++) {
        guint32 *row = (guint32 *)(data + (gsize)y * stride);

        for (guint x = 0; x < width; x++, from += 3) {
            row[x] = from[0] << 16 | from[1] << 8 | from[2];
        }
    }
    cairo_surface_mark_dirty(picture);
}

static cairo_surface_t *picture_from_ppm(PictureReader *reader)
{
    cairo_surface_t *picture;
    guint width;
    guint height;

    reader->offset = 2;
    width = picture_number(reader);
    height = picture_number(reader);
    if (!width || !height || picture_number(reader) != 255 ||
        reader->length - reader->offset < 1 + (gsize)width * height * 3) {
        return NULL;
    }
    picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    if (cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS) {
        picture_copy_rows(picture, reader->data + reader->offset + 1);
    }
    return picture;
}

/* A bit for each colour that there can be: the screen's may be a million. */
static guint picture_count_colours(cairo_surface_t *picture)
{
    g_autofree guint8 *seen = g_malloc0(PICTURE_COLOURS / 8);
    guint width = cairo_image_surface_get_width(picture);
    guint height = cairo_image_surface_get_height(picture);
    guint stride = cairo_image_surface_get_stride(picture);
    const guint8 *data = cairo_image_surface_get_data(picture);
    guint colours = 0;

    for (guint y = 0; y < height; y++) {
        const guint32 *row = (const guint32 *)(data + (gsize)y * stride);

        for (guint x = 0; x < width; x++) {
            guint32 colour = row[x] % PICTURE_COLOURS;
            guint8 bit = 1 << colour % 8;

            colours += !(seen[colour / 8] & bit);
            seen[colour / 8] |= bit;
        }
    }
    return colours;
}

/* Row @y as bytes of red, green and blue. */
static void picture_get_row(cairo_surface_t *picture, guint y, guint8 *rgb)
{
    guint width = cairo_image_surface_get_width(picture);
    guint stride = cairo_image_surface_get_stride(picture);
    const guint8 *data = cairo_image_surface_get_data(picture);
    const guint32 *row = (const guint32 *)(data + (gsize)y * stride);

    for (guint x = 0; x < width; x++) {
        rgb[3 * x] = row[x] >> 16;
        rgb[3 * x + 1] = row[x] >> 8;
        rgb[3 * x + 2] = row[x];
    }
}

/* By row, so that a difference can be told by its place. */
static GArray *picture_sum_rows(cairo_surface_t *picture)
{
    guint width = cairo_image_surface_get_width(picture);
    guint height = cairo_image_surface_get_height(picture);
    g_autofree guint8 *rgb = g_malloc(3 * (gsize)width);
    GArray *rows = g_array_sized_new(FALSE, FALSE, sizeof(guint32), height);

    for (guint y = 0; y < height; y++) {
        guint32 sum;

        picture_get_row(picture, y, rgb);
        sum = crc32(0, rgb, 3 * width);
        g_array_append_val(rows, sum);
    }
    return rows;
}

void screenshot_info_clear(ScreenshotInfo *info)
{
    g_clear_pointer(&info->rows, g_array_unref);
    g_clear_pointer(&info->picture, cairo_surface_destroy);
}

gboolean screenshot_read(GByteArray *data, ScreenshotInfo *info,
                         GError **error)
{
    PictureReader reader = { data->data, data->len, 0 };
    cairo_surface_t *picture;

    if (data->len > 2 && memcmp(data->data, "P6", 2) == 0) {
        picture = picture_from_ppm(&reader);
    } else {
        picture = picture_from_png(&reader);
    }
    info->picture = picture;
    if (!picture || cairo_surface_status(picture) != CAIRO_STATUS_SUCCESS) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "screenshot: neither PPM nor PNG");
        return FALSE;
    }
    info->width = cairo_image_surface_get_width(picture);
    info->height = cairo_image_surface_get_height(picture);
    info->colours = picture_count_colours(picture);
    info->rows = picture_sum_rows(picture);
    return TRUE;
}

/* Quickly rather than small: guests wait meanwhile, and cairo takes its time. */
gboolean screenshot_write(const ScreenshotInfo *info, const char *path,
                          GError **error)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION,
        .width = info->width,
        .height = info->height,
        .format = PNG_FORMAT_RGB,
        .flags = PNG_IMAGE_FLAG_FAST,
    };
    gsize row = 3 * (gsize)info->width;
    g_autofree guint8 *rgb = g_malloc(row * info->height);

    for (guint y = 0; y < info->height; y++) {
        picture_get_row(info->picture, y, rgb + y * row);
    }
    if (!png_image_write_to_file(&image, path, FALSE, rgb, 0, NULL)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "%s: %s", path, image.message);
        return FALSE;
    }
    return TRUE;
}

static int screenshot_sink(virStreamPtr stream, const char *data,
                           size_t length, void *opaque)
{
    g_byte_array_append(opaque, (const guint8 *)data, length);
    return length;
}

static gboolean screenshot_ask_libvirt(virDomainPtr domain, GByteArray *data,
                                       GError **error)
{
    g_autoptr(virStream) stream = virStreamNew(virDomainGetConnect(domain),
                                               0);
    g_autofree char *mime = NULL;

    if (stream) {
        mime = virDomainScreenshot(domain, stream, 0, 0);
    }
    if (!mime || virStreamRecvAll(stream, screenshot_sink, data) < 0 ||
        virStreamFinish(stream) < 0) {
        vir_set_error(error, "screenshot");
        return FALSE;
    }
    return TRUE;
}

/* libvirt knows one head of this device; QEMU writes a file beside @path. */
static gboolean screenshot_ask_qemu(virDomainPtr domain, guint head,
                                    const char *path, GByteArray *data,
                                    GError **error)
{
    g_autofree char *file = g_strconcat(path, ".ppm", NULL);
    JsonObject *arguments = json_object_new();
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    g_autoptr(JsonNode) reply = NULL;
    g_autofree char *bytes = NULL;
    gsize length;

    json_object_set_string_member(arguments, "filename", file);
    json_object_set_string_member(arguments, "device", DOMAIN_DEVICE_ID);
    json_object_set_int_member(arguments, "head", head);
    json_node_take_object(node, arguments);
    reply = vir_monitor_command(domain, "screendump", node, error);
    if (!reply || !g_file_get_contents(file, &bytes, &length, error)) {
        return FALSE;
    }
    g_unlink(file);
    g_byte_array_append(data, (const guint8 *)bytes, length);
    return TRUE;
}

gboolean screenshot_take(virDomainPtr domain, guint head, const char *path,
                         ScreenshotInfo *info, GError **error)
{
    g_autoptr(GByteArray) data = g_byte_array_new();

    if (!(head ? screenshot_ask_qemu(domain, head, path, data, error)
               : screenshot_ask_libvirt(domain, data, error))) {
        return FALSE;
    }
    return screenshot_read(data, info, error);
}
