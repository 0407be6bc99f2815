/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The audit: compares surfaces piece by piece, one bounded answer at a time. */

#include "qemu/osdep.h"
#include "hw/display/svga-wire.h"
#include "../object/compare.h"
#include "audit.h"

/*
 * Differences are classified in pieces of this size: each piece consults the
 * byte sets only once, however often they change within it.
 */
#define SVGA_AUDIT_PIECE_BYTES 256

/* A subresource of any size fits into an answer. */
QEMU_BUILD_BUG_ON(SVGA_MOB_SIZE_MAX > SVGA_AUDIT_BYTES_MAX);

static const char *const svga_audit_class_names[SVGA_AUDIT_CLASSES] = {
    [SVGA_AUDIT_STALE] = SVGA_WIRE_STALE,
    [SVGA_AUDIT_DEVICE_NEWER] = SVGA_WIRE_DEVICE_NEWER,
    [SVGA_AUDIT_UNDEFINED] = SVGA_WIRE_UNDEFINED,
};

const char *svga_audit_class_name(SvgaAuditClass class)
{
    return svga_audit_class_names[class];
}

/* The place to compare next. */
typedef struct SvgaAuditPlace {
    const SvgaSurface *surf;
    const SvgaSubresource *sub;
    uint32_t face;
    uint32_t mip;
    SvgaImage image;
    uint64_t end;               /* end of its bytes within the MOB */
} SvgaAuditPlace;

SvgaAudit *svga_audit_new(const SvgaAuditAsk *ask)
{
    SvgaAudit *audit = g_new0(SvgaAudit, 1);

    audit->surfaces = g_array_new(FALSE, FALSE, sizeof(SvgaAuditSurface));
    audit->only = ask->sid;
    audit->at = ask->from;
    audit->with_ranges = ask->max_ranges;
    audit->ranges = ask->max_ranges;
    audit->objects = ask->max_objects;
    audit->bytes = ask->max_bytes;
    return audit;
}

static void svga_audit_surface_clear(SvgaAuditSurface *surf)
{
    for (guint i = 0; i < surf->images->len; i++) {
        svga_range_list_clear(
            &g_array_index(surf->images, SvgaAuditImage, i).diff);
    }
    g_array_free(surf->images, TRUE);
}

static void svga_audit_clear_diff(SvgaAudit *audit)
{
    for (int class = 0; class < SVGA_AUDIT_CLASSES; class++) {
        svga_range_list_clear(&audit->diff[class]);
    }
}

void svga_audit_free(SvgaAudit *audit)
{
    for (guint i = 0; i < audit->surfaces->len; i++) {
        svga_audit_surface_clear(
            &g_array_index(audit->surfaces, SvgaAuditSurface, i));
    }
    g_array_free(audit->surfaces, TRUE);
    svga_audit_clear_diff(audit);
    g_free(audit);
}

/* The surface being processed. */
static SvgaAuditSurface *svga_audit_out(SvgaAudit *audit)
{
    return &g_array_index(audit->surfaces, SvgaAuditSurface,
                          audit->surfaces->len - 1);
}

static void svga_audit_drop_out(SvgaAudit *audit)
{
    svga_audit_surface_clear(svga_audit_out(audit));
    g_array_set_size(audit->surfaces, audit->surfaces->len - 1);
    audit->open = false;
}

typedef struct SvgaAuditSearch {
    uint32_t wanted;
    uint32_t found;
} SvgaAuditSearch;

/* Finds the lowest id that is not below the wanted one. */
static gint svga_audit_compare_id(gconstpointer key, gconstpointer opaque)
{
    SvgaAuditSearch *search = (SvgaAuditSearch *)opaque;
    uint32_t id = GPOINTER_TO_UINT(key);

    if (id < search->wanted) {
        return 1;
    }
    search->found = id;
    return id == search->wanted ? 0 : -1;
}

/* The first surface at or after the cursor. */
static SvgaSurface *svga_audit_next_surface(const SvgaAudit *audit,
                                            const SvgaGb *gb)
{
    SvgaAuditSearch search = { audit->at.sid, SVGA3D_INVALID_ID };

    if (audit->only != SVGA3D_INVALID_ID) {
        search.found = audit->at.sid == audit->only ? audit->only :
                                                      SVGA3D_INVALID_ID;
    } else {
        g_tree_search(gb->surfaces, svga_audit_compare_id, &search);
    }
    return svga_surface_find(gb, search.found);
}

/*
 * False if a reset has removed the surface since; an equal id is another one
 * then.
 */
static bool svga_audit_is_out(SvgaAudit *audit, const SvgaSurface *surf)
{
    const SvgaAuditSurface *out = svga_audit_out(audit);

    return surf && surf->id == out->sid && surf->mob &&
           surf->mob->id == out->mobid && surf->layout.size == out->size &&
           surf->layout.format_id == out->format_id;
}

static void svga_audit_locate(SvgaAuditPlace *place, const SvgaSurface *surf,
                              uint64_t offset)
{
    const SvgaLayout *layout = &surf->layout;

    place->surf = surf;
    place->face = offset / layout->face_size;
    place->mip = 0;
    svga_layout_image(layout, place->face, 0, &place->image);
    while (offset >= place->image.offset + place->image.size) {
        place->mip++;
        svga_layout_image(layout, place->face, place->mip, &place->image);
    }
    place->sub = svga_surface_sub(surf, place->face, place->mip);
    place->end = MIN(place->image.offset + place->image.size,
                     surf->mob->pages.size);
}

static SvgaAuditClass svga_audit_classify(const SvgaSubresource *sub,
                                          uint64_t offset, uint64_t *run)
{
    bool defined = svga_byte_set_test(&sub->defined, offset, run);
    bool device = svga_byte_set_test(&sub->device, offset, run);

    if (!defined) {
        return SVGA_AUDIT_UNDEFINED;
    }
    return device ? SVGA_AUDIT_DEVICE_NEWER : SVGA_AUDIT_STALE;
}

/* False if the answer has no room for it. */
static bool svga_audit_add(SvgaAudit *audit, SvgaAuditClass class,
                           uint64_t offset, uint64_t len)
{
    SvgaRangeList *list = &audit->diff[class];
    bool joins = svga_range_list_joins(list, offset);
    uint32_t ranges = audit->with_ranges && !joins;
    uint32_t objects = ranges + !list->bytes;

    if (ranges > audit->ranges || objects > audit->objects) {
        return false;
    }
    audit->ranges -= ranges;
    audit->objects -= objects;
    svga_range_list_add(list, offset, len);
    return true;
}

/* Returns how many of the @len bytes of @guest the answer had room for. */
static uint64_t svga_audit_compare(SvgaAudit *audit,
                                   const SvgaAuditPlace *place,
                                   const uint8_t *guest, uint64_t len)
{
    const uint8_t *host = svga_surface_host(place->surf, audit->at.offset);
    uint64_t at, run, part;

    for (at = svga_compare_next(guest, host, 0, len, &run); at < len;
         at = svga_compare_next(guest, host, at + run, len, &run)) {
        for (uint64_t done = 0; done < run; done += part) {
            uint64_t offset = audit->at.offset + at + done;
            SvgaAuditClass class;

            svga_work_charge(&audit->work, SVGA_WORK_RANGE);
            part = MIN(run - done, SVGA_AUDIT_PIECE_BYTES);
            class = svga_audit_classify(place->sub,
                                        offset - place->image.offset, &part);
            if (!svga_audit_add(audit, class, offset, part)) {
                return at + done;
            }
        }
    }
    return len;
}

/* Add the subresource's differences to the answer; false if there are none. */
static bool svga_audit_keep(SvgaAudit *audit, const SvgaAuditPlace *place)
{
    bool differs = false;

    for (int class = 0; class < SVGA_AUDIT_CLASSES; class++) {
        SvgaAuditImage found = {
            place->face, place->mip, place->image.offset, place->image.size,
            class, audit->diff[class],
        };

        if (found.diff.bytes) {
            g_array_append_val(svga_audit_out(audit)->images, found);
            differs = true;
        }
        svga_range_list_init(&audit->diff[class], 0);
    }
    audit->comparing = false;
    return differs;
}

/*
 * End this answer; if possible, leave the current subresource to the next one.
 */
static void svga_audit_cut(SvgaAudit *audit, const SvgaAuditPlace *place)
{
    if (audit->comparing && !audit->finished) {
        svga_audit_keep(audit, place);
    } else if (audit->comparing) {
        svga_audit_clear_diff(audit);
        audit->at.offset = audit->begin;
        if (!svga_audit_out(audit)->finished) {
            svga_audit_drop_out(audit);
        }
    }
    audit->more = true;
    audit->done = true;
}

/* False if this subresource belongs in the next answer. */
static bool svga_audit_begin(SvgaAudit *audit, const SvgaAuditPlace *place)
{
    uint64_t offset = audit->at.offset;
    uint64_t len = place->end - MIN(place->end, offset);

    if ((audit->finished && len > audit->bytes) ||
        (!audit->open && !audit->objects)) {
        return false;
    }
    if (!audit->open) {
        const SvgaAuditSurface out = {
            .sid = place->surf->id,
            .mobid = place->surf->mob->id,
            .format_id = place->surf->layout.format_id,
            .size = place->surf->layout.size,
            .images = g_array_new(FALSE, FALSE, sizeof(SvgaAuditImage)),
        };

        g_array_append_val(audit->surfaces, out);
        audit->objects--;
        audit->open = true;
    }
    for (int class = 0; class < SVGA_AUDIT_CLASSES; class++) {
        svga_range_list_init(&audit->diff[class], audit->ranges);
    }
    audit->bytes -= MIN(audit->bytes, len);
    audit->begin = offset;
    audit->comparing = true;
    return true;
}

static void svga_audit_finish(SvgaAudit *audit, const SvgaAuditPlace *place)
{
    SvgaAuditSurface *out = svga_audit_out(audit);
    bool whole = audit->begin == place->image.offset;

    out->equal += !svga_audit_keep(audit, place) && whole;
    out->finished++;
    audit->finished++;
    audit->at.offset = place->image.offset + place->image.size;
    if (audit->at.offset == place->surf->layout.size) {
        audit->at = (SvgaAuditCursor) { place->surf->id + 1, 0 };
        audit->open = false;
    }
}

/* True if a range that fits into the answer could not be allocated. */
static bool svga_audit_truncated(const SvgaAudit *audit)
{
    bool truncated = false;

    for (int class = 0; class < SVGA_AUDIT_CLASSES; class++) {
        truncated |= audit->diff[class].truncated;
    }
    return truncated && audit->with_ranges;
}

static SvgaStatus svga_audit_chunk(SvgaAudit *audit, const SvgaGb *gb,
                                   const SvgaAuditPlace *place)
{
    uint64_t offset = audit->at.offset;
    uint64_t len = place->end - MIN(place->end, offset);
    SvgaStatus status = SVGA_OK;
    uint64_t done;

    len = MIN(len, SVGA_CHUNK_BYTES);
    svga_work_charge(&audit->work, len * SVGA_WORK_COMPARE);
    if (len) {
        status = svga_mob_read(gb, place->surf->mob, offset, gb->scratch,
                               len);
    }
    if (status != SVGA_OK) {
        return status;
    }
    done = svga_audit_compare(audit, place, gb->scratch, len);
    if (svga_audit_truncated(audit)) {
        return SVGA_OVER_BUDGET;
    }
    audit->at.offset += done;
    if (done < len) {
        svga_audit_cut(audit, place);
    } else if (audit->at.offset >= place->end) {
        svga_audit_finish(audit, place);
    }
    return SVGA_OK;
}

/* Move on by one surface or by one piece of it. */
static SvgaStatus svga_audit_advance(SvgaAudit *audit, const SvgaGb *gb)
{
    const SvgaSurface *surf = svga_audit_next_surface(audit, gb);
    SvgaAuditPlace place;

    svga_work_charge(&audit->work, SVGA_AUDIT_OBJECT_WORK);
    if (audit->open && !svga_audit_is_out(audit, surf)) {
        svga_audit_clear_diff(audit);
        svga_audit_drop_out(audit);
        audit->comparing = false;
        audit->at = (SvgaAuditCursor) { audit->at.sid + 1, 0 };
        return SVGA_OK;
    }
    if (!surf) {
        audit->done = true;
        return SVGA_OK;
    }
    if (surf->id != audit->at.sid) {
        audit->at = (SvgaAuditCursor) { surf->id, 0 };
    }
    if (!surf->mob || audit->at.offset >= surf->layout.size) {
        audit->at = (SvgaAuditCursor) { surf->id + 1, 0 };
        return SVGA_OK;
    }
    svga_audit_locate(&place, surf, audit->at.offset);
    if (!audit->comparing && !svga_audit_begin(audit, &place)) {
        svga_audit_cut(audit, &place);
        return SVGA_OK;
    }
    return svga_audit_chunk(audit, gb, &place);
}

SvgaStatus svga_audit_step(SvgaAudit *audit, SvgaGb *gb)
{
    SvgaStatus status = SVGA_OK;

    svga_work_begin(&audit->work);
    while (!audit->done && status == SVGA_OK) {
        status = svga_work_spent(&audit->work) ? SVGA_AGAIN :
                                                 svga_audit_advance(audit, gb);
    }
    return status;
}
