/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The audit as a QMP command. */

#include "qemu/osdep.h"
#include "block/aio.h"
#include "hw/qdev-core.h"
#include "qapi/error.h"
#include "qapi/qapi-commands-svga.h"
#include "qemu/coroutine.h"
#include "../audit/audit.h"
#include "../trace.h"
#include "state.h"

static SvgaState *svga_qmp_device(const char *name, Error **errp)
{
    bool ambiguous = false;
    Object *obj;

    if (name) {
        obj = object_resolve_path_at(machine_get_container("peripheral"),
                                     name);
        if (!obj || !object_dynamic_cast(obj, TYPE_VMWARE_SVGA)) {
            error_setg(errp, "'%s' is no vmware-svga device", name);
            return NULL;
        }
        return VMWARE_SVGA(obj);
    }
    obj = object_resolve_path_type("", TYPE_VMWARE_SVGA, &ambiguous);
    if (!obj) {
        error_setg(errp, ambiguous ? "there is more than one vmware-svga "
                                     "device, name the one you mean" :
                                     "there is no vmware-svga device");
        return NULL;
    }
    return VMWARE_SVGA(obj);
}

static SvgaDifferenceClass svga_qmp_class(SvgaAuditClass class)
{
    switch (class) {
    case SVGA_AUDIT_STALE:
        return SVGA_DIFFERENCE_CLASS_STALE;
    case SVGA_AUDIT_DEVICE_NEWER:
        return SVGA_DIFFERENCE_CLASS_DEVICE_NEWER;
    default:
        return SVGA_DIFFERENCE_CLASS_UNDEFINED;
    }
}

static SvgaAuditImageInfo *svga_qmp_image(const SvgaAuditImage *image)
{
    SvgaAuditImageInfo *info = g_new0(SvgaAuditImageInfo, 1);
    SvgaDifferenceRangeList **tail = &info->ranges;

    info->face = image->face;
    info->mip = image->mip;
    info->offset = image->offset;
    info->size = image->size;
    info->q_class = svga_qmp_class(image->class);
    info->bytes = image->diff.bytes;
    for (uint32_t i = 0; i < image->diff.count; i++) {
        SvgaDifferenceRange *range = g_new0(SvgaDifferenceRange, 1);

        range->first_byte = image->diff.ranges[i].offset;
        range->byte_count = image->diff.ranges[i].length;
        QAPI_LIST_APPEND(tail, range);
    }
    return info;
}

static SvgaAuditSurfaceInfo *svga_qmp_surface(const SvgaAuditSurface *surf)
{
    SvgaAuditSurfaceInfo *info = g_new0(SvgaAuditSurfaceInfo, 1);
    SvgaAuditImageInfoList **tail = &info->subresources;

    info->sid = surf->sid;
    info->mobid = surf->mobid;
    info->format = g_strdup(svga_format_name(surf->format_id));
    info->size = surf->size;
    info->equal = surf->equal;
    for (guint i = 0; i < surf->images->len; i++) {
        QAPI_LIST_APPEND(tail, svga_qmp_image(
            &g_array_index(surf->images, SvgaAuditImage, i)));
    }
    return info;
}

static SvgaAuditPosition *svga_qmp_position(const SvgaAuditCursor *at)
{
    SvgaAuditPosition *position = g_new0(SvgaAuditPosition, 1);

    position->sid = at->sid;
    position->offset = at->offset;
    return position;
}

static void svga_qmp_answer(SvgaAuditInfo *info, const SvgaAudit *audit)
{
    SvgaAuditSurfaceInfoList **tail = &info->surfaces;

    for (guint i = 0; i < audit->surfaces->len; i++) {
        QAPI_LIST_APPEND(tail, svga_qmp_surface(
            &g_array_index(audit->surfaces, SvgaAuditSurface, i)));
    }
    if (audit->more) {
        info->next = svga_qmp_position(&audit->at);
    }
}

/* Let the main loop run, and with it everything else that waits for it. */
static void coroutine_fn svga_qmp_yield(void)
{
    aio_co_schedule(qemu_get_aio_context(), qemu_coroutine_self());
    qemu_coroutine_yield();
}

/* The caller holds the engine, so only a reset can intervene. */
static bool coroutine_fn svga_qmp_run(SvgaState *s, SvgaAudit *audit,
                                      Error **errp)
{
    uint64_t interrupts = s->engine.interrupts;
    SvgaStatus status = svga_audit_step(audit, &s->gb);

    while (status == SVGA_AGAIN) {
        svga_qmp_yield();
        if (s->engine.interrupts != interrupts) {
            error_setg(errp, "the device was reset, or the machine shut down, "
                       "during the audit");
            return false;
        }
        status = svga_audit_step(audit, &s->gb);
    }
    if (status != SVGA_OK) {
        error_setg(errp, "guest memory of a surface cannot be read: %s",
                   svga_status_name(status));
    }
    return status == SVGA_OK;
}

static bool coroutine_fn svga_qmp_compare(SvgaState *s,
                                          const SvgaAuditAsk *ask,
                                          SvgaAuditInfo *info, Error **errp)
{
    SvgaAudit *audit = svga_audit_new(ask);
    bool ok;

    svga_engine_hold(&s->engine);
    ok = svga_qmp_run(s, audit, errp);
    svga_engine_release(&s->engine);
    if (ok) {
        svga_qmp_answer(info, audit);
    }
    svga_audit_free(audit);
    return ok;
}

/*
 * Surfaces may have vanished since the previous answer; bytes of a surface may
 * not.
 */
static bool svga_qmp_check_ask(SvgaState *s, const SvgaAuditAsk *ask,
                               bool has_sid, Error **errp)
{
    const SvgaSurface *surf = svga_surface_find(&s->gb, ask->from.sid);

    if (has_sid) {
        if (!svga_surface_find(&s->gb, ask->sid)) {
            error_setg(errp, "there is no surface %u", ask->sid);
            return false;
        }
        if (ask->from.sid != ask->sid) {
            error_setg(errp, "an audit of surface %u cannot go on from "
                       "surface %u", ask->sid, ask->from.sid);
            return false;
        }
    }
    if (ask->from.offset && (!surf || ask->from.offset >= surf->layout.size)) {
        error_setg(errp, "there is no byte %" PRIu64 " in a surface %u to go "
                   "on from", ask->from.offset, ask->from.sid);
        return false;
    }
    return true;
}

SvgaAuditInfo *coroutine_fn
qmp_x_svga_audit(const char *device, bool has_sid, uint32_t sid,
                 bool has_max_ranges, uint32_t max_ranges,
                 SvgaAuditPosition *from, Error **errp)
{
    g_autoptr(SvgaAuditInfo) info = g_new0(SvgaAuditInfo, 1);
    SvgaState *s = svga_qmp_device(device, errp);
    SvgaAuditAsk ask = {
        .sid = has_sid ? sid : SVGA3D_INVALID_ID,
        .from.sid = has_sid ? sid : 0,
        .max_ranges = has_max_ranges ? MIN(max_ranges, SVGA_AUDIT_OBJECTS_MAX)
                                     : SVGA_AUDIT_OBJECTS_MAX,
        .max_objects = SVGA_AUDIT_OBJECTS_MAX,
        .max_bytes = SVGA_AUDIT_BYTES_MAX,
    };

    if (from) {
        ask.from = (SvgaAuditCursor) { from->sid, from->offset };
    }
    if (!s || !svga_qmp_check_ask(s, &ask, has_sid, errp)) {
        return NULL;
    }
    info->quiet = svga_engine_idle(&s->engine);
    info->seq = s->report.seq;
    info->guest_errors = s->errors.count;
    trace_svga_audit(s->id, ask.sid, info->quiet, info->seq);
    if (info->quiet && !svga_qmp_compare(s, &ask, info, errp)) {
        return NULL;
    }
    return g_steal_pointer(&info);
}
