/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The device's report stream: what the guest reported as dirty, in order. */

#include "witness/reports.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json-peek.h"
#include "base/json.h"
#include "base/lines.h"
#include "hw/display/svga-wire.h"
#include "witness/marker.h"

/* The first version with events for writes to guest memory. */
#define REPORTS_CHUNK 65536

struct Reports {
    char *path;
    int fd;
    LineBuffer *input;
    guint64 seq;
    char *device_level;
    GHashTable *surfaces;       /* sid -> ReportSurface, existing ones */
    GPtrArray *bindings;        /* of ReportBinding */
    GArray *writes;             /* of WrittenRun */
    Marker *pending_marker;     /* waits for the copy after it */
    GError *failure;            /* the stream is unusable */
};

static void report_loss_free(ReportLoss *loss)
{
    g_array_unref(loss->ranges);
    g_free(loss);
}

static ReportSurface *report_surface_ref(ReportSurface *surface)
{
    surface->refs++;
    return surface;
}

static void report_surface_unref(ReportSurface *surface)
{
    if (--surface->refs > 0) {
        return;
    }
    g_array_unref(surface->updates);
    g_ptr_array_unref(surface->losses);
    g_free(surface->format);
    g_free(surface);
}

static void report_binding_free(ReportBinding *binding)
{
    g_free(binding->case_name);
    report_surface_unref(binding->surface);
    g_array_unref(binding->submissions);
    g_free(binding);
}

Reports *reports_new(const char *path)
{
    Reports *reports = g_new0(Reports, 1);

    reports->path = g_strdup(path);
    reports->fd = -1;
    reports->input = line_buffer_new();
    reports->surfaces = g_hash_table_new_full(
        g_int64_hash, g_int64_equal, NULL,
        (GDestroyNotify)report_surface_unref);
    reports->bindings = g_ptr_array_new_with_free_func(
        (GDestroyNotify)report_binding_free);
    reports->writes = g_array_new(FALSE, FALSE, sizeof(WrittenRun));
    return reports;
}

static ReportSurface *reports_surface(Reports *reports, JsonObject *object,
                                      const char *name, GError **error)
{
    ReportSurface *surface;
    guint64 sid;

    if (!json_get_uint(object, name, G_MAXUINT32, &sid, error)) {
        return NULL;
    }
    surface = g_hash_table_lookup(reports->surfaces, &sid);
    if (!surface) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "surface %" G_GUINT64_FORMAT " was never defined", sid);
    }
    return surface;
}

static gboolean reports_hello(Reports *reports, JsonObject *object,
                              GError **error)
{
    guint64 version;

    if (!json_get_uint(object, "version", G_MAXUINT32, &version, error)) {
        return FALSE;
    }
    if (version != SVGA_WIRE_REPORT_VERSION) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "version %" G_GUINT64_FORMAT " is not known", version);
        return FALSE;
    }
    g_free(reports->device_level);
    reports->device_level = g_strdup(json_peek_string(object, "level", NULL));
    return TRUE;
}

static gboolean reports_reset(Reports *reports, JsonObject *object,
                              GError **error)
{
    g_hash_table_remove_all(reports->surfaces);
    g_clear_pointer(&reports->pending_marker, marker_free);
    return TRUE;
}

static gboolean reports_define(Reports *reports, JsonObject *object,
                               GError **error)
{
    ReportSurface *surface;
    guint64 sid;
    guint64 size;

    if (!json_get_uint(object, "sid", G_MAXUINT32, &sid, error) ||
        !json_get_uint(object, "size", G_MAXINT64, &size, error)) {
        return FALSE;
    }
    surface = g_new0(ReportSurface, 1);
    surface->refs = 1;
    surface->sid = sid;
    surface->size = size;
    surface->define_seq = reports->seq;
    surface->format = g_strdup(json_peek_string(object, "format", "?"));
    surface->updates = g_array_new(FALSE, FALSE, sizeof(ReportUpdate));
    surface->losses =
        g_ptr_array_new_with_free_func((GDestroyNotify)report_loss_free);
    /* The key is part of the value, so replace the key as well. */
    g_hash_table_replace(reports->surfaces, &surface->sid, surface);
    return TRUE;
}

static gboolean reports_destroy(Reports *reports, JsonObject *object,
                                GError **error)
{
    ReportSurface *surface = reports_surface(reports, object, "sid", error);

    if (!surface) {
        return FALSE;
    }
    g_hash_table_remove(reports->surfaces, &surface->sid);
    return TRUE;
}

static gboolean reports_span(JsonObject *object, ReportSpan *span,
                             GError **error)
{
    const struct {
        const char *name;
        guint64 *value;
    } members[] = {
        { "offset", &span->offset },
        { "row_bytes", &span->row_bytes },
        { "rows", &span->rows },
        { "row_pitch", &span->row_pitch },
        { "slices", &span->slices },
        { "slice_pitch", &span->slice_pitch },
    };
    JsonObject *box;

    if (!json_get_object(object, "span", &box, error)) {
        return FALSE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
        /* 32 bits each, so that sums and products fit into 64 bits. */
        if (!json_get_uint(box, members[i].name, G_MAXUINT32,
                           members[i].value, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean reports_update(Reports *reports, JsonObject *object,
                               GError **error)
{
    ReportSurface *surface = reports_surface(reports, object, "sid", error);
    ReportUpdate update = { .seq = reports->seq };

    if (!surface || !reports_span(object, &update.span, error)) {
        return FALSE;
    }
    g_array_append_val(surface->updates, update);
    return TRUE;
}

static ReportBinding *reports_bind(Reports *reports, const Marker *marker,
                                   ReportSurface *surface)
{
    ReportBinding *binding;

    for (guint i = 0; i < reports->bindings->len; i++) {
        binding = reports->bindings->pdata[i];
        if (binding->tag == marker->tag && binding->surface == surface &&
            g_str_equal(binding->case_name, marker->case_name)) {
            return binding;
        }
    }
    binding = g_new0(ReportBinding, 1);
    binding->case_name = g_strdup(marker->case_name);
    binding->tag = marker->tag;
    binding->surface = report_surface_ref(surface);
    binding->submissions = g_array_new(FALSE, FALSE,
                                       sizeof(ReportSubmission));
    g_ptr_array_add(reports->bindings, binding);
    return binding;
}

static gboolean reports_copy(Reports *reports, JsonObject *object,
                             GError **error)
{
    g_autoptr(Marker) marker = g_steal_pointer(&reports->pending_marker);
    ReportSubmission submission;
    ReportSurface *surface;
    ReportBinding *binding;

    if (!marker) {
        return TRUE;
    }
    surface = reports_surface(reports, object,
                              marker->destination ? "dst" : "src", error);
    if (!surface) {
        return FALSE;
    }
    binding = reports_bind(reports, marker, surface);
    submission.number = marker->submission;
    submission.seq = reports->seq;
    g_array_append_val(binding->submissions, submission);
    return TRUE;
}

static gboolean reports_marker(Reports *reports, JsonObject *object,
                               GError **error)
{
    const char *text;

    if (!json_get_string(object, "text", &text, error)) {
        return FALSE;
    }
    g_clear_pointer(&reports->pending_marker, marker_free);
    reports->pending_marker = marker_parse(text, error);
    return reports->pending_marker != NULL;
}

static gboolean reports_ranges(JsonArray *array, GArray *ranges,
                               GError **error)
{
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonNode *node = json_array_get_element(array, i);
        JsonArray *pair;
        ByteRange range;

        if (!JSON_NODE_HOLDS_ARRAY(node)) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "a range is not a pair");
            return FALSE;
        }
        pair = json_node_get_array(node);
        if (!json_array_get_uint(pair, 0, G_MAXUINT32, &range.offset, error)
            || !json_array_get_uint(pair, 1, G_MAXUINT32, &range.length,
                                    error)) {
            return FALSE;
        }
        g_array_append_val(ranges, range);
    }
    return TRUE;
}

static gboolean reports_lost(Reports *reports, JsonObject *object,
                             GError **error)
{
    ReportSurface *surface = reports_surface(reports, object, "sid", error);
    const char *class;
    guint64 face;
    guint64 mip;
    JsonArray *array;
    ReportLoss *loss;

    if (!surface || !json_get_string(object, "class", &class, error) ||
        !json_get_uint(object, "face", G_MAXUINT32, &face, error) ||
        !json_get_uint(object, "mip", G_MAXUINT32, &mip, error) ||
        !json_get_array(object, "byte_ranges", &array, error)) {
        return FALSE;
    }
    loss = g_new0(ReportLoss, 1);
    loss->seq = reports->seq;
    loss->clobbered = g_str_equal(class, SVGA_WIRE_CLOBBERED);
    loss->face = face;
    loss->mip = mip;
    loss->ranges = g_array_new(FALSE, FALSE, sizeof(ByteRange));
    g_ptr_array_add(surface->losses, loss);
    return reports_ranges(array, loss->ranges, error);
}

static gboolean reports_write(Reports *reports, JsonObject *object,
                              GError **error)
{
    return written_add(reports->writes, reports->seq, object, error);
}

/* Events that need no action here; they are in the file for people. */
static gboolean reports_pass_over(Reports *reports, JsonObject *object,
                                  GError **error)
{
    return TRUE;
}

static const struct {
    const char *name;
    gboolean (*handler)(Reports *, JsonObject *, GError **);
} reports_events[] = {
    { SVGA_WIRE_HELLO, reports_hello },
    { SVGA_WIRE_RESET, reports_reset },
    { SVGA_WIRE_DEFINE, reports_define },
    { SVGA_WIRE_DESTROY, reports_destroy },
    { SVGA_WIRE_BIND, reports_pass_over },
    { SVGA_WIRE_UPDATE, reports_update },
    { SVGA_WIRE_READBACK, reports_pass_over },
    { SVGA_WIRE_INVALIDATE, reports_pass_over },
    { SVGA_WIRE_COPY, reports_copy },
    { SVGA_WIRE_MARKER, reports_marker },
    { SVGA_WIRE_LOST, reports_lost },
    { SVGA_WIRE_WRITE, reports_write },
    { SVGA_WIRE_ERROR, reports_pass_over },
};

static gboolean reports_dispatch(Reports *reports, JsonObject *object,
                                 GError **error)
{
    const char *event;

    if (!json_get_string(object, "event", &event, error)) {
        return FALSE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(reports_events); i++) {
        if (g_str_equal(event, reports_events[i].name)) {
            return reports_events[i].handler(reports, object, error);
        }
    }
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                "unknown event '%.40s'", event);
    return FALSE;
}

gboolean reports_feed(Reports *reports, const char *line, GError **error)
{
    g_autoptr(JsonObject) object = json_object_from_line(line, error);
    guint64 seq;

    if (!object || !json_get_uint(object, "seq", G_MAXINT64, &seq, error)) {
        g_prefix_error(error, "report stream: ");
        return FALSE;
    }
    if (seq != reports->seq + 1) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "report stream: a gap, line %" G_GUINT64_FORMAT
                    " follows %" G_GUINT64_FORMAT, seq, reports->seq);
        return FALSE;
    }
    reports->seq = seq;
    if (!reports_dispatch(reports, object, error)) {
        g_prefix_error(error, "report stream, line %" G_GUINT64_FORMAT ": ",
                       seq);
        return FALSE;
    }
    return TRUE;
}

static gboolean reports_feed_pending(Reports *reports)
{
    char *line;

    while ((line = line_buffer_next(reports->input))) {
        g_autofree char *owned = line;

        if (!reports_feed(reports, owned, &reports->failure)) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean reports_pump(Reports *reports, GError **error)
{
    g_autofree char *chunk = g_malloc(REPORTS_CHUNK);
    ssize_t count;

    if (reports->fd < 0) {
        reports->fd = open(reports->path, O_RDONLY | O_CLOEXEC);
    }
    while (reports->fd >= 0 && !reports->failure &&
           (count = read(reports->fd, chunk, REPORTS_CHUNK)) > 0) {
        line_buffer_append(reports->input, chunk, count);
        reports_feed_pending(reports);
    }
    if (reports->failure && error) {
        *error = g_error_copy(reports->failure);
    }
    return !reports->failure;
}

guint64 reports_seq(Reports *reports)
{
    return reports->seq;
}

const char *reports_device_level(Reports *reports)
{
    return reports->device_level;
}

const GArray *reports_writes(Reports *reports, GError **error)
{
    if (reports->failure) {
        g_propagate_error(error, g_error_copy(reports->failure));
        return NULL;
    }
    return reports->writes;
}

const ReportBinding *reports_find(Reports *reports, const char *case_name,
                                  guint64 tag)
{
    /* The last one, because a case may be tried again with a new surface. */
    for (guint i = reports->bindings->len; i-- > 0;) {
        const ReportBinding *binding = reports->bindings->pdata[i];

        if (binding->tag == tag &&
            g_str_equal(binding->case_name, case_name)) {
            return binding;
        }
    }
    return NULL;
}

void reports_free(Reports *reports)
{
    if (reports->fd >= 0) {
        close(reports->fd);
    }
    g_free(reports->path);
    g_free(reports->device_level);
    g_clear_pointer(&reports->pending_marker, marker_free);
    g_clear_error(&reports->failure);
    g_ptr_array_unref(reports->bindings);
    g_array_unref(reports->writes);
    g_hash_table_unref(reports->surfaces);
    line_buffer_free(reports->input);
    g_free(reports);
}
