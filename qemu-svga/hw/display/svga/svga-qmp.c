/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audit as a typed QMP command. */

#include "qemu/osdep.h"
#include "hw/qdev-core.h"
#include "qapi/error.h"
#include "qapi/qapi-commands-svga.h"
#include "svga.h"
#include "svga-audit.h"
#include "trace.h"

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

        range->offset = image->diff.ranges[i].offset;
        range->length = image->diff.ranges[i].length;
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

static bool svga_qmp_compare(SvgaState *s, uint32_t sid, uint32_t max_ranges,
                             SvgaAuditInfo *info, Error **errp)
{
    SvgaAuditReport *report = svga_audit_run(&s->gb, sid, max_ranges);
    SvgaAuditSurfaceInfoList **tail = &info->surfaces;
    bool ok = report->status == SVGA_OK;

    if (ok) {
        info->truncated = report->truncated;
        for (guint i = 0; i < report->surfaces->len; i++) {
            QAPI_LIST_APPEND(tail, svga_qmp_surface(
                &g_array_index(report->surfaces, SvgaAuditSurface, i)));
        }
    } else {
        error_setg(errp, "guest memory of a surface cannot be read: %s",
                   svga_status_name(report->status));
    }
    svga_audit_report_free(report);
    return ok;
}

SvgaAuditInfo *qmp_x_svga_audit(const char *device, bool has_sid,
                                uint32_t sid, bool has_max_ranges,
                                uint32_t max_ranges, Error **errp)
{
    g_autoptr(SvgaAuditInfo) info = g_new0(SvgaAuditInfo, 1);
    SvgaState *s = svga_qmp_device(device, errp);

    if (!s) {
        return NULL;
    }
    if (!has_sid) {
        sid = SVGA3D_INVALID_ID;
    } else if (!svga_surface_find(&s->gb, sid)) {
        error_setg(errp, "there is no surface %u", sid);
        return NULL;
    }
    max_ranges = has_max_ranges ? MIN(max_ranges, SVGA_AUDIT_RANGES_MAX)
                                : SVGA_AUDIT_RANGES_DEFAULT;
    info->quiet = svga_engine_idle(s);
    info->seq = s->report.seq;
    info->guest_errors = s->diag.guest_errors;
    trace_svga_audit(s->id, sid, info->quiet, info->seq);
    if (info->quiet &&
        !svga_qmp_compare(s, sid, max_ranges, info, errp)) {
        return NULL;
    }
    return g_steal_pointer(&info);
}
