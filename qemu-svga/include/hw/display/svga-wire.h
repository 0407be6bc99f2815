/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Names and versions shared by device, guest and tool. */

#ifndef HW_DISPLAY_SVGA_WIRE_H
#define HW_DISPLAY_SVGA_WIRE_H

/*
 * Each is defined only here; docs/report-format.md explains them.  All three
 * include this file, which includes no other.  A check of the style suite looks
 * for second definitions.
 */

/* Version of the report stream.  1 had no "write", 2 no unit in range keys. */
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

/* Classes of the audit, spelled as in the QAPI schema. */
#define SVGA_WIRE_STALE "stale"
#define SVGA_WIRE_DEVICE_NEWER "device-newer"
#define SVGA_WIRE_UNDEFINED "undefined"

/* Layers that can be blamed for a lost store; see docs/design.md. */
#define SVGA_WIRE_LAYER_UNKNOWN "unknown"
#define SVGA_WIRE_LAYER_UNMAP "unmap"
#define SVGA_WIRE_LAYER_WALKER "walker"
#define SVGA_WIRE_LAYER_HELPER "helper"
#define SVGA_WIRE_LAYER_WALKER_OR_HELPER "walker-or-helper"
#define SVGA_WIRE_LAYER_DRIVER_RECORD "driver-record"
#define SVGA_WIRE_LAYER_DRIVER_BOXES "driver-boxes"
#define SVGA_WIRE_LAYER_DEVICE "device"

/* Prefix of a NOP's payload that is a marker; the marker's text follows. */
#define SVGA_WIRE_MARKER_PREFIX "svgalab:"
#define SVGA_WIRE_MARKER_FORMAT "case=%s tag=%u role=%s sub=%u"

/* Names of the two virtio-serial ports. */
#define SVGA_WIRE_PORT_KTAP "org.svgalab.ktap"
#define SVGA_WIRE_PORT_CONTROL "org.svgalab.control"

/* On the command line of a kernel that others built, which may lack things. */
#define SVGA_WIRE_FOREIGN_KERNEL "svgalab.foreign"

/* On the console: init cannot go on, and why. */
#define SVGA_WIRE_INIT_GAVE_UP "svgalab init: cannot go on: "

/* Operations that the guest requests on its control port. */
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

/* Prefix of the line on the guest's console that starts a case. */
#define SVGA_WIRE_CASE_MARK "svgalab: case "

#endif
