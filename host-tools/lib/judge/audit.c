/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Both halves of an audit as data: the guest's claim, the device's answer. */

#include "judge/audit.h"

#include "base/error.h"
#include "base/guest-page.h"
#include "base/json-peek.h"
#include "base/json.h"
#include "hw/display/svga-wire.h"
#include "input/cases.h"
#include "witness/reports.h"

static const char *const audit_class_names[] = {
    [AUDIT_STALE] = SVGA_WIRE_STALE,
    [AUDIT_DEVICE_NEWER] = SVGA_WIRE_DEVICE_NEWER,
    [AUDIT_UNDEFINED] = SVGA_WIRE_UNDEFINED,
};

static void audit_claim_free(AuditClaim *claim)
{
    g_array_unref(claim->written);
    g_array_unref(claim->limits);
    g_free(claim);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditClaim, audit_claim_free)

static void audit_difference_free(AuditDifference *difference)
{
    g_array_unref(difference->ranges);
    g_free(difference);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditDifference, audit_difference_free)

static void audit_surface_free(AuditSurface *surface)
{
    g_ptr_array_unref(surface->differences);
    g_free(surface);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditSurface, audit_surface_free)

void audit_request_free(AuditRequest *request)
{
    g_free(request->case_name);
    g_ptr_array_unref(request->claims);
    g_free(request);
}

void audit_reply_free(AuditReply *reply)
{
    g_ptr_array_unref(reply->surfaces);
    g_free(reply);
}

/* Element @index of @array as an object; NULL with @error. */
static JsonObject *audit_element(JsonArray *array, guint index,
                                 GError **error)
{
    JsonNode *node = json_array_get_element(array, index);

    if (!JSON_NODE_HOLDS_OBJECT(node)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "array element %u is not an object", index);
        return NULL;
    }
    return json_node_get_object(node);
}

/* Element @index of @array as an array; NULL with @error. */
static JsonArray *audit_tuple(JsonArray *array, guint index, GError **error)
{
    JsonNode *node = json_array_get_element(array, index);

    if (!JSON_NODE_HOLDS_ARRAY(node)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "array element %u is not an array", index);
        return NULL;
    }
    return json_node_get_array(node);
}

static gboolean audit_parse_written(AuditClaim *claim, JsonArray *array,
                                    GError **error)
{
    guint64 page_max = AUDIT_SURFACE_MAX / GUEST_PAGE_BYTES;

    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonArray *item = audit_tuple(array, i, error);
        AuditPages pages;
        guint64 count;

        if (!item ||
            !json_array_get_uint(item, 0, page_max, &pages.first, error) ||
            !json_array_get_uint(item, 1, page_max, &count, error) ||
            !json_array_get_uint(item, 2, G_MAXUINT32, &pages.submission,
                                 error)) {
            return FALSE;
        }
        pages.last = pages.first + count - 1;
        if (!pages.submission || !count) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "a range of written pages is invalid");
            return FALSE;
        }
        g_array_append_val(claim->written, pages);
    }
    return TRUE;
}

static gboolean audit_parse_limits(AuditClaim *claim, JsonArray *array,
                                   GError **error)
{
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonArray *item = audit_tuple(array, i, error);
        AuditLimit limit;

        if (!item ||
            !json_array_get_uint(item, 0, G_MAXUINT32, &limit.submission,
                                 error) ||
            !json_array_get_uint(item, 1, AUDIT_SURFACE_MAX, &limit.bytes,
                                 error)) {
            return FALSE;
        }
        g_array_append_val(claim->limits, limit);
    }
    return TRUE;
}

static AuditClaim *audit_parse_claim(JsonObject *object, GError **error)
{
    g_autoptr(AuditClaim) claim = g_new0(AuditClaim, 1);
    const char *expect;
    JsonArray *written;
    JsonArray *limits;

    claim->written = g_array_new(FALSE, FALSE, sizeof(AuditPages));
    claim->limits = g_array_new(FALSE, FALSE, sizeof(AuditLimit));
    if (!json_get_uint(object, "tag", G_MAXUINT32, &claim->tag, error) ||
        !json_get_uint(object, "size", AUDIT_SURFACE_MAX, &claim->size,
                       error) ||
        !json_get_string(object, "expect", &expect, error) ||
        !json_get_array(object, "written_page_ranges", &written, error) ||
        !json_get_array(object, "limits", &limits, error)) {
        return NULL;
    }
    if (!g_str_equal(expect, "clean")) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "unknown expectation '%s'", expect);
        return NULL;
    }
    if (!audit_parse_written(claim, written, error) ||
        !audit_parse_limits(claim, limits, error)) {
        return NULL;
    }
    return g_steal_pointer(&claim);
}

AuditRequest *audit_request_parse(JsonObject *object, GError **error)
{
    g_autoptr(AuditRequest) request = g_new0(AuditRequest, 1);
    const char *case_name;
    JsonArray *surfaces;

    request->claims =
        g_ptr_array_new_with_free_func((GDestroyNotify)audit_claim_free);
    if (!json_get_string(object, "case", &case_name, error) ||
        !json_get_array(object, "surfaces", &surfaces, error)) {
        return NULL;
    }
    if (!case_name_is_valid(case_name)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "bad case name '%.80s'", case_name);
        return NULL;
    }
    request->case_name = g_strdup(case_name);
    for (guint i = 0; i < json_array_get_length(surfaces); i++) {
        JsonObject *surface = audit_element(surfaces, i, error);
        AuditClaim *claim = surface ? audit_parse_claim(surface, error)
                                    : NULL;

        if (!claim) {
            return NULL;
        }
        g_ptr_array_add(request->claims, claim);
    }
    return g_steal_pointer(&request);
}

static gboolean audit_parse_class(const char *name, AuditClass *class,
                                  GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(audit_class_names); i++) {
        if (g_str_equal(name, audit_class_names[i])) {
            *class = i;
            return TRUE;
        }
    }
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                "unknown class '%s'", name);
    return FALSE;
}

static gboolean audit_parse_ranges(AuditDifference *difference,
                                   JsonArray *array, GError **error)
{
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonObject *object = audit_element(array, i, error);
        ByteRange range;

        if (!object ||
            !json_get_uint(object, "first-byte", AUDIT_SURFACE_MAX,
                           &range.offset, error) ||
            !json_get_uint(object, "byte-count", AUDIT_SURFACE_MAX,
                           &range.length, error)) {
            return FALSE;
        }
        g_array_append_val(difference->ranges, range);
    }
    return TRUE;
}

static AuditDifference *audit_parse_difference(JsonObject *object,
                                               GError **error)
{
    g_autoptr(AuditDifference) difference = g_new0(AuditDifference, 1);
    const char *class;
    JsonArray *ranges;

    difference->ranges = g_array_new(FALSE, FALSE, sizeof(ByteRange));
    if (!json_get_string(object, "class", &class, error) ||
        !audit_parse_class(class, &difference->class, error) ||
        !json_get_uint(object, "face", G_MAXUINT32, &difference->face,
                       error) ||
        !json_get_uint(object, "mip", G_MAXUINT32, &difference->mip,
                       error) ||
        !json_get_uint(object, "bytes", AUDIT_SURFACE_MAX,
                       &difference->bytes, error) ||
        !json_get_array(object, "ranges", &ranges, error) ||
        !audit_parse_ranges(difference, ranges, error)) {
        return NULL;
    }
    return g_steal_pointer(&difference);
}

static AuditSurface *audit_parse_surface(JsonObject *object, GError **error)
{
    g_autoptr(AuditSurface) surface = g_new0(AuditSurface, 1);
    JsonArray *subresources;

    surface->differences =
        g_ptr_array_new_with_free_func((GDestroyNotify)audit_difference_free);
    if (!json_get_uint(object, "sid", G_MAXUINT32, &surface->sid, error) ||
        !json_get_uint(object, "size", AUDIT_SURFACE_MAX, &surface->size,
                       error) ||
        !json_get_array(object, "subresources", &subresources, error)) {
        return NULL;
    }
    for (guint i = 0; i < json_array_get_length(subresources); i++) {
        JsonObject *entry = audit_element(subresources, i, error);
        AuditDifference *difference =
            entry ? audit_parse_difference(entry, error) : NULL;

        if (!difference) {
            return NULL;
        }
        g_ptr_array_add(surface->differences, difference);
    }
    return g_steal_pointer(&surface);
}

static gboolean audit_parse_surfaces(AuditReply *reply, JsonArray *array,
                                     GError **error)
{
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonObject *object = audit_element(array, i, error);
        AuditSurface *surface =
            object ? audit_parse_surface(object, error) : NULL;

        if (!surface) {
            return FALSE;
        }
        g_ptr_array_add(reply->surfaces, surface);
        for (guint j = 0; j < surface->differences->len; j++) {
            const AuditDifference *difference =
                surface->differences->pdata[j];

            reply->ranges += difference->ranges->len;
        }
    }
    return TRUE;
}

/* Parse the start of the next answer, if there is one. */
static gboolean audit_parse_next(AuditReply *reply, JsonObject *object,
                                 GError **error)
{
    JsonObject *next;

    reply->more = json_object_has_member(object, "next");
    return !reply->more ||
           (json_get_object(object, "next", &next, error) &&
            json_get_uint(next, "sid", G_MAXUINT32, &reply->next_sid,
                          error) &&
            json_get_uint(next, "offset", AUDIT_SURFACE_MAX,
                          &reply->next_offset, error));
}

AuditReply *audit_reply_parse(JsonNode *node, GError **error)
{
    g_autoptr(AuditReply) reply = g_new0(AuditReply, 1);
    JsonObject *object;
    JsonArray *surfaces;

    reply->surfaces =
        g_ptr_array_new_with_free_func((GDestroyNotify)audit_surface_free);
    if (!JSON_NODE_HOLDS_OBJECT(node)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "the audit's answer is not an object");
        return NULL;
    }
    object = json_node_get_object(node);
    reply->quiet = json_peek_boolean(object, "quiet", FALSE);
    if (!json_get_uint(object, "seq", G_MAXINT64, &reply->seq, error) ||
        !json_get_uint(object, "guest-errors", G_MAXINT64,
                       &reply->guest_errors, error) ||
        !json_get_array(object, "surfaces", &surfaces, error) ||
        !audit_parse_surfaces(reply, surfaces, error) ||
        !audit_parse_next(reply, object, error)) {
        return NULL;
    }
    return g_steal_pointer(&reply);
}

/* Differences are ordered by subresource, then by class. */
static gint audit_difference_compare(const AuditDifference *a,
                                     const AuditDifference *b)
{
    if (a->face != b->face) {
        return a->face < b->face ? -1 : 1;
    }
    if (a->mip != b->mip) {
        return a->mip < b->mip ? -1 : 1;
    }
    return (gint)a->class - (gint)b->class;
}

/* Joins a range that was split between two answers. */
static void audit_difference_join(AuditDifference *whole,
                                  const AuditDifference *part)
{
    guint first = 0;

    whole->bytes += part->bytes;
    if (whole->ranges->len && part->ranges->len) {
        ByteRange *last = &g_array_index(whole->ranges, ByteRange,
                                         whole->ranges->len - 1);
        ByteRange *next = &g_array_index(part->ranges, ByteRange, 0);

        if (last->offset + last->length == next->offset) {
            last->length += next->length;
            first = 1;
        }
    }
    if (part->ranges->len > first) {
        g_array_append_vals(whole->ranges,
                            &g_array_index(part->ranges, ByteRange, first),
                            part->ranges->len - first);
    }
}

static void audit_surface_add(AuditSurface *surface,
                              AuditDifference *difference)
{
    guint place = surface->differences->len;

    while (place) {
        AuditDifference *before = surface->differences->pdata[place - 1];
        gint order = audit_difference_compare(before, difference);

        if (!order) {
            audit_difference_join(before, difference);
            audit_difference_free(difference);
            return;
        }
        if (order < 0) {
            break;
        }
        place--;
    }
    g_ptr_array_insert(surface->differences, place, difference);
}

void audit_reply_join(AuditReply *whole, AuditReply *part)
{
    while (part->surfaces->len) {
        AuditSurface *surface = g_ptr_array_steal_index(part->surfaces, 0);
        AuditSurface *last = whole->surfaces->len ?
            whole->surfaces->pdata[whole->surfaces->len - 1] : NULL;

        if (!last || last->sid != surface->sid) {
            g_ptr_array_add(whole->surfaces, surface);
            continue;
        }
        while (surface->differences->len) {
            audit_surface_add(last, g_ptr_array_steal_index(
                surface->differences, 0));
        }
        audit_surface_free(surface);
    }
    whole->ranges += part->ranges;
    whole->more = part->more;
    whole->next_sid = part->next_sid;
    whole->next_offset = part->next_offset;
}
