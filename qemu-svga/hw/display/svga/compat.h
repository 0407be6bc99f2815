/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What differs between the releases of QEMU that the device builds with. */

#ifndef HW_DISPLAY_SVGA_COMPAT_H
#define HW_DISPLAY_SVGA_COMPAT_H

#include "chardev/char-fe.h"
#include "system/runstate.h"

/*
 * The device uses the names of the newest release; for an older one they are
 * made here.  No other file of the device asks which release it is in.
 */
#define SVGA_QEMU_BEFORE(major, minor) \
    (QEMU_VERSION_MAJOR < (major) || \
     (QEMU_VERSION_MAJOR == (major) && QEMU_VERSION_MINOR < (minor)))

#if SVGA_QEMU_BEFORE(10, 2)

typedef CharBackend CharFrontend;

typedef void SvgaClassData;

static inline VMChangeStateEntry *
svga_add_vm_change_handler(DeviceState *dev, VMChangeStateHandler *handler,
                           void *opaque)
{
    return qdev_add_vm_change_state_handler(dev, handler, opaque);
}

#else

typedef const void SvgaClassData;

static inline VMChangeStateEntry *
svga_add_vm_change_handler(DeviceState *dev, VMChangeStateHandler *handler,
                           void *opaque)
{
    /* Newer ones take a second handler, which may fail. */
    return qdev_add_vm_change_state_handler(dev, handler, NULL, opaque);
}

#endif

#endif
