/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* How the device's state is saved and loaded. */

#include "qemu/osdep.h"
#include "state.h"
#include "vmstate.h"

/*
 * Guest-backed objects are not saved yet, and a device that came up without
 * them would be silently wrong: say so when somebody tries to migrate.
 */
const VMStateDescription vmstate_svga = {
    .name = TYPE_VMWARE_SVGA,
    .unmigratable = 1,
};
