/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Saving and loading the device state. */

#ifndef HW_DISPLAY_SVGA_DEVICE_VMSTATE_H
#define HW_DISPLAY_SVGA_DEVICE_VMSTATE_H

#include "migration/vmstate.h"

extern const VMStateDescription vmstate_svga;

#endif
