/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Names and versions of what device, guest and tool say to each other. */

#ifndef HW_DISPLAY_SVGA_WIRE_H
#define HW_DISPLAY_SVGA_WIRE_H

/*
 * Each stands here once; docs/report-format.md says what they mean.  All
 * three include this file and nothing comes with it.  A check of the style
 * suite looks for second copies.
 */

/* The report stream.  1 had no "write", and 2 no unit in the key of a range. */
#define SVGA_WIRE_REPORT_VERSION 3

/* Events of the report stream. */
#define SVGA_WIRE_HELLO "hello"
#define SVGA_WIRE_RESET "reset"
#define SVGA_WIRE_DEFINE "define"
#define SVGA_WIRE_DESTROY "destroy"
#define SVGA_WIRE_BIND "bind"
#define SVGA_WIRE_UPDATE "update"
#define SVGA_WIRE_READBACK "readback"
#define SVGA_WIRE_INVALIDATE "invalidate"
#define SVGA_WIRE_COPY "copy"
#define SVGA_WIRE_MARKER "marker"
#define SVGA_WIRE_LOST "lost"
#define SVGA_WIRE_WRITE "write"
#define SVGA_WIRE_ERROR "error"

/* Classes of "lost". */
#define SVGA_WIRE_CLOBBERED "clobbered"
#define SVGA_WIRE_DIED_STALE "died-stale"

/* Classes of the audit, as the QAPI schema has them. */
#define SVGA_WIRE_STALE "stale"
#define SVGA_WIRE_DEVICE_NEWER "device-newer"
#define SVGA_WIRE_UNDEFINED "undefined"

/* The layers that can be to blame for a lost store; see docs/design.md. */
#define SVGA_WIRE_LAYER_UNKNOWN "unknown"
#define SVGA_WIRE_LAYER_UNMAP "unmap"
#define SVGA_WIRE_LAYER_WALKER "walker"
#define SVGA_WIRE_LAYER_HELPER "helper"
#define SVGA_WIRE_LAYER_WALKER_OR_HELPER "walker-or-helper"
#define SVGA_WIRE_LAYER_DRIVER_RECORD "driver-record"
#define SVGA_WIRE_LAYER_DRIVER_BOXES "driver-boxes"
#define SVGA_WIRE_LAYER_DEVICE "device"

/* The payload of a NOP that is a marker: prefix, and the text that follows. */
#define SVGA_WIRE_MARKER_PREFIX "svgalab:"
#define SVGA_WIRE_MARKER_FORMAT "case=%s tag=%u role=%s sub=%u"

/* The two virtio-serial ports. */
#define SVGA_WIRE_PORT_KTAP "org.svgalab.ktap"
#define SVGA_WIRE_PORT_CONTROL "org.svgalab.control"

/* What the guest asks for on its control port. */
#define SVGA_WIRE_CONTROL_VERSION 2
#define SVGA_WIRE_OP_HELLO "hello"
#define SVGA_WIRE_OP_NEXT "next"
#define SVGA_WIRE_OP_RECORDS "records"
#define SVGA_WIRE_OP_SELF_CHECK "self-check"
#define SVGA_WIRE_OP_AUDIT "audit"
#define SVGA_WIRE_OP_INJECT "inject"
#define SVGA_WIRE_OP_PROPERTY "property"
#define SVGA_WIRE_OP_ANNOUNCE "announce"
#define SVGA_WIRE_OP_SUSPEND "suspend"
#define SVGA_WIRE_OP_SCREENSHOT "screenshot"
#define SVGA_WIRE_OP_FINISH "finish"

/* The line of the guest's console that says which case begins. */
#define SVGA_WIRE_CASE_MARK "svgalab: case "

#endif
