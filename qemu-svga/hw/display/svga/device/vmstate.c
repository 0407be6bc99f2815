/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Saving and loading the device state. */

#include "qemu/osdep.h"
#include "state.h"
#include "vmstate.h"

/*
 * Guest-backed objects are not saved yet, and a device loaded without them
 * would be silently wrong, so migration is blocked.
 */
const VMStateDescription vmstate_svga = {
    .name = TYPE_VMWARE_SVGA,
    .unmigratable = 1,
};
