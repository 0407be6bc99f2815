/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* QOM properties: the device's counters, and faults to inject. */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "../display/cursor.h"
#include "../trace.h"
#include "properties.h"
#include "state.h"

/* Read-only properties, each a uint64_t in the device state. */
static const struct SvgaCounter {
    const char *name;
    size_t offset;
    const char *description;
} svga_counters[] = {
    { "stat-commands", offsetof(SvgaState, engine.commands),
      "commands dispatched" },
    { "stat-guest-errors", offsetof(SvgaState, errors.count),
      "guest errors" },
    { "stat-updates", offsetof(SvgaState, gb.stats.updates),
      "UPDATE_GB_* commands" },
    { "stat-readbacks", offsetof(SvgaState, gb.stats.readbacks),
      "READBACK_GB_* commands" },
    { "stat-bytes-reported", offsetof(SvgaState, gb.stats.bytes_reported),
      "bytes covered by UPDATE_GB_*" },
    { "stat-bytes-changed", offsetof(SvgaState, gb.stats.bytes_changed),
      "bytes changed by UPDATE_GB_*, counted while account is on" },
    { "cursor-head", offsetof(SvgaState, desktop.cursor.seen.head),
      "console that shows the cursor" },
    { "cursor-x", offsetof(SvgaState, desktop.cursor.seen.x),
      "position of the hot spot on that console" },
    { "cursor-y", offsetof(SvgaState, desktop.cursor.seen.y),
      "position of the hot spot on that console" },
    { "cursor-on", offsetof(SvgaState, desktop.cursor.seen.on),
      "1 if the cursor is visible, else 0" },
    { "stat-clobbered", offsetof(SvgaState, gb.stats.clobbered),
      "unreported bytes overwritten by READBACK_GB_*" },
    { "stat-died-stale", offsetof(SvgaState, gb.stats.died_stale),
      "unreported bytes of surfaces that were unbound or destroyed" },
    { "stat-lost-lines", offsetof(SvgaState, report.lost_lines),
      "lines of the report stream lost for lack of room" },
    { "stat-slices", offsetof(SvgaState, engine.slices),
      "slices of command execution" },
    { "stat-slice-work", offsetof(SvgaState, gb.work.most),
      "units of work, about bytes, of the longest slice" },
    { "stat-screen-slices", offsetof(SvgaState, desktop.slices_drawn),
      "slices of drawing" },
    { "stat-screen-bytes", offsetof(SvgaState, desktop.paint.bytes_drawn),
      "bytes of pixels corrected and given to consoles" },
    { "host-memory-used", offsetof(SvgaState, gb.budget.used),
      "bytes of host memory held by guest objects" },
};

static void svga_counter_get(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    const struct SvgaCounter *counter = opaque;
    uint64_t *field = (void *)((char *)VMWARE_SVGA(obj) + counter->offset);
    uint64_t value = *field;

    visit_type_uint64(v, name, &value, errp);
}

static void svga_cursor_crc_get(Object *obj, Visitor *v, const char *name,
                                void *opaque, Error **errp)
{
    uint64_t value = svga_cursor_crc(&VMWARE_SVGA(obj)->desktop);

    visit_type_uint64(v, name, &value, errp);
}

static char *svga_get_last_guest_error(Object *obj, Error **errp)
{
    SvgaState *s = VMWARE_SVGA(obj);

    return g_strdup(s->errors.last ? s->errors.last : "");
}

static char *svga_get_inject(Object *obj, Error **errp)
{
    return svga_inject_format(&VMWARE_SVGA(obj)->inject);
}

static void svga_set_inject(Object *obj, const char *value, Error **errp)
{
    SvgaState *s = VMWARE_SVGA(obj);

    if (!svga_inject_parse(&s->inject, value)) {
        error_setg(errp, "'%s' is no fault to inject", value);
        error_append_hint(errp, "Faults are \"lose:N\", \"shift:N\" and "
                          "\"truncate:N\" with N >= 1, or \"\" for none.\n");
        return;
    }
    trace_svga_properties_inject(s->id, value);
}

static bool svga_get_account(Object *obj, Error **errp)
{
    return VMWARE_SVGA(obj)->gb.account;
}

static void svga_set_account(Object *obj, bool value, Error **errp)
{
    VMWARE_SVGA(obj)->gb.account = value;
}

void svga_properties_add(ObjectClass *class)
{
    for (size_t i = 0; i < ARRAY_SIZE(svga_counters); i++) {
        object_class_property_add(class, svga_counters[i].name, "uint64",
                                  svga_counter_get, NULL, NULL,
                                  (void *)&svga_counters[i]);
        object_class_property_set_description(class, svga_counters[i].name,
                                              svga_counters[i].description);
    }
    object_class_property_add(class, "cursor-crc", "uint64",
                              svga_cursor_crc_get, NULL, NULL, NULL);
    object_class_property_set_description(class, "cursor-crc",
        "CRC-32 of the cursor's image, 0 without one");
    object_class_property_add_str(class, "last-guest-error",
                                  svga_get_last_guest_error, NULL);
    object_class_property_set_description(class, "last-guest-error",
                                          "reason, and command or register");
    object_class_property_add_str(class, "inject", svga_get_inject,
                                  svga_set_inject);
    object_class_property_set_description(class, "inject",
        "fault in the Nth update from now: lose:N, shift:N or truncate:N");
    object_class_property_add_bool(class, "account", svga_get_account,
                                   svga_set_account);
    object_class_property_set_description(class, "account",
                                          "count the bytes that updates "
                                          "really change");
}
